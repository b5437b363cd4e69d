import { formatDollars, sumCents } from '../kernel/money';
import type { Adjustment, Claim, OtherPayer } from '../claim/claim';
import { CLAIM_ONLY, type Flag, type ScrubRule } from './rule';

// Edits of how this claim stands to other claims and payers: control numbers, corrections, coordination of benefits.

export const A008: ScrubRule = {
  id: 'A008',
  title: 'The patient control number is this claim’s own',
  source: '837 TR3, CLM01 (38 by the guide, payers return 20)',
  severity: 'error',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ({ claim, priorProcedures, claimIdsOfFile }) => {
    if (claim?.frequency !== 'original') return [];
    const flags: Flag[] = [];
    if (claim.claimId.length > 20)
      flags.push({
        lines: [],
        message: 'claim_id is longer than 20 characters; payers return 20.',
        fix: 'Give the claim a shorter number (biller).',
      });
    if (priorProcedures.some((prior) => prior.claimId === claim.claimId))
      flags.push({
        lines: [],
        message: `claim_id ${claim.claimId} was already used for a claim of this patient.`,
        fix: 'Give the claim a number of its own, or send it as corrected with the payer’s claim number (biller).',
      });
    if (claimIdsOfFile.has(claim.claimId))
      flags.push({
        lines: [],
        message: `claim_id ${claim.claimId} already stands on another claim of the file.`,
        fix: 'Give one of the two a number of its own, or take the second copy out (biller).',
      });
    return flags;
  },
};

export const A010: ScrubRule = {
  id: 'A010',
  title: 'A corrected or void claim names the payer’s claim',
  source: '837 TR3, CLM05-3 = 7 or 8 requires REF*F8',
  severity: 'error',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ({ claim }) => {
    if (claim === undefined || claim.frequency === 'original' || claim.payerClaimNumber !== undefined) return [];
    return [
      {
        lines: [],
        message: `The claim is ${claim.frequency}, and payer_claim_number is missing.`,
        fix: 'Take the payer’s claim number from the remittance or the 277 (biller).',
      },
    ];
  },
};

export const A009: ScrubRule = {
  id: 'A009',
  title: 'What other payers paid and adjusted adds up to the charge',
  source: '837 TR3 balancing for coordination of benefits: SV102 = SVD02 + CAS; AMT*D = SVD02 − CAS of the claim',
  severity: 'error',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ({ claim }) =>
    claim === undefined
      ? []
      : [...lineBalances(claim), ...(claim.otherPayers ?? []).flatMap((payer) => payerBalance(claim, payer))],
};

const sumOf = (adjustments: readonly Adjustment[]): number => sumCents(adjustments.map((adjustment) => adjustment.amountCents));

function lineBalances(claim: Claim): readonly Flag[] {
  return claim.serviceLines.flatMap((line, index) =>
    (line.adjudications ?? []).flatMap((decision): Flag[] => {
      const explained = decision.paidCents + sumOf(decision.adjustments);
      if (explained === line.chargeCents) return [];
      return [
        {
          lines: [index + 1],
          message: `Line ${index + 1}: payer ${decision.payerId} paid and adjusted ${formatDollars(sumCents([decision.paidCents, ...decision.adjustments.map((one) => one.amountCents)]))}, the charge is ${formatDollars(line.chargeCents)}.`,
          fix: 'Copy paid amount and adjustments of the line from the other payer’s remittance (biller).',
        },
      ];
    }),
  );
}

function payerBalance(claim: Claim, payer: OtherPayer): readonly Flag[] {
  if (payer.paidCents === undefined) return [];
  const ofClaim = sumOf(payer.adjustments ?? []);
  const decisions = claim.serviceLines.flatMap((line) =>
    (line.adjudications ?? []).filter((one) => one.payerId === payer.payerId),
  );
  const charge = sumCents(claim.serviceLines.map((line) => line.chargeCents));
  // Decided by line: the claim's payment is what the lines were paid less what was adjusted on the claim. Decided on the claim alone: it explains the whole charge.
  const decidedByLine = decisions.length > 0;
  if (!decidedByLine && payer.adjustments === undefined) return [];
  const expected = decidedByLine ? sumCents(decisions.map((one) => one.paidCents)) - ofClaim : charge - ofClaim;
  if (payer.paidCents === expected) return [];
  return [
    {
      lines: [],
      message: `other_payers ${payer.payerId}: paid_amount ${formatDollars(payer.paidCents)} is not what its ${decidedByLine ? 'lines' : 'charge'} and adjustments leave.`,
      fix: 'Copy paid amount and adjustments from the other payer’s remittance (biller).',
    },
  ];
}

export const E012: ScrubRule = {
  id: 'E012',
  title: 'A secondary claim carries the earlier payers’ decision',
  source: '837 TR3, loops 2320/2330/2430 for coordination of benefits',
  severity: 'error',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ({ claim }) => {
    if (claim === undefined || claim.payerResponsibility === undefined || claim.payerResponsibility === 'primary') return [];
    const others = claim.otherPayers ?? [];
    const earlier = claim.payerResponsibility === 'secondary' ? (['primary'] as const) : (['primary', 'secondary'] as const);
    return earlier.flatMap((rank): Flag[] => {
      const payer = others.find((other) => other.responsibility === rank);
      const fault = payer === undefined ? 'is not on the claim' : undecided(claim, payer);
      if (fault === undefined) return [];
      return [
        {
          lines: [],
          message: `The claim is ${claim.payerResponsibility ?? ''}, and the ${rank} payer ${fault}.`,
          fix: `Add payer, paid amount, adjustments and date from the ${rank} payer’s remittance (biller).`,
        },
      ];
    });
  },
};

function undecided(claim: Claim, payer: OtherPayer): string | undefined {
  const decisions = claim.serviceLines.flatMap((line) =>
    (line.adjudications ?? []).filter((one) => one.payerId === payer.payerId),
  );
  if (payer.paidCents === undefined && decisions.length === 0) return 'has no paid amount';
  if (payer.adjudicationDate === undefined && decisions.every((one) => one.date === undefined)) return 'has no adjudication date';
  return undefined;
}
