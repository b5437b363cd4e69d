import { CLAIM_ONLY, type Flag, type ScrubRule } from './rule';

// The practice's own tables, on a claim that did not come from a coded visit. While coding, the coding engine says these (F008, F009).

export const F008: ScrubRule = {
  id: 'F008',
  title: 'The payer is in the practice’s payer table',
  source: 'Payer table',
  severity: 'hold',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ({ payerId, payer }) =>
    payerId === undefined || payer !== undefined
      ? []
      : [
          {
            lines: [],
            message: `Payer ${payerId} is not in the payer table on the date of service.`,
            fix: 'Add the payer’s row, or correct payer.payer_id (administrator, biller).',
          },
        ],
};

export const F009: ScrubRule = {
  id: 'F009',
  title: 'The rendering provider is one of the practice’s',
  source: 'Provider table',
  severity: 'hold',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ({ claim, lines, rules }) => {
    const known = new Set<string | undefined>([rules.billingProvider.npi, ...rules.providers.map((provider) => provider.npi)]);
    const unknown = (npi: string | undefined): boolean => npi !== undefined && !known.has(npi);
    const flags: Flag[] = [];
    if (unknown(claim?.renderingProvider?.npi))
      flags.push({
        lines: [],
        message: 'rendering_provider is not one of the practice’s providers.',
        fix: 'Add the provider, or correct the NPI (administrator).',
      });
    for (const [index, line] of (claim?.serviceLines ?? []).entries())
      if (unknown(line.renderingProvider?.npi) && lines[index] !== undefined)
        flags.push({
          lines: [index + 1],
          message: `Line ${index + 1}: its rendering_provider is not one of the practice’s providers.`,
          fix: 'Add the provider, or correct the NPI (administrator).',
        });
    return flags;
  },
};
