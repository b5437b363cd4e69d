import { codeSet, isEvaluationAndManagement } from './code-families';
import { CLAIM_AND_CODING, CLAIM_ONLY, type Flag, type ScrubRule } from './rule';
import { datedLines } from './subject';

export const E003: ScrubRule = {
  id: 'E003',
  title: 'A service that needs prior authorization carries its number',
  source: 'Payer table',
  severity: 'hold',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ({ lines, payer }) =>
    lines
      .filter((line) => {
        const needed = payer?.priorAuthorization.some(
          ({ code, placesOfService }) =>
            code === line.code && (placesOfService === undefined || placesOfService.includes(line.placeOfService ?? '')),
        );
        return needed === true && line.priorAuthorization === undefined;
      })
      .map((line) => ({
        lines: [line.number],
        message: `Line ${line.number}: payer ${payer?.payerId ?? ''} wants prior authorization for ${line.code}, and prior_authorization is missing.`,
        fix: 'Get the authorization number, or ask the payer for a retroactive one (front desk, biller).',
      })),
};

export const E004: ScrubRule = {
  id: 'E004',
  title: 'A payer that wants a referral gets its number',
  source: 'Payer table',
  severity: 'hold',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ({ claim, payer }) =>
    payer?.referralRequired === true && claim?.referralNumber === undefined
      ? [
          {
            lines: [],
            message: `Payer ${payer.payerId} wants a referral, and referral_number is missing.`,
            fix: 'Get the referral number from the referring provider (front desk).',
          },
        ]
      : [],
};

export const E013: ScrubRule = {
  id: 'E013',
  title: 'An injury billed to an accident payer says what happened',
  source: '837 TR3, CLM11 and DTP*439; payer table',
  severity: 'hold',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ({ claim, payer, payerType, diagnoses }) => {
    const injury = diagnoses.find((code) => /^[ST]/.test(code));
    const asks = payerType === 'workers_comp' || payerType === 'auto' || payer?.accidentRequired === true;
    if (!asks || claim?.accident !== undefined || (injury === undefined && payer?.accidentRequired === true)) return [];
    return [
      {
        lines: [],
        message: `The payer asks what happened${injury === undefined ? '' : ` for ${injury}`}, and accident is missing.`,
        fix: 'Fill in cause and date of the accident (front desk).',
      },
    ];
  },
};

/** Ways of sending an attachment that need a control number to match it (PWK02 and PWK06). */
const NEEDS_CONTROL_NUMBER = new Set(['BM', 'EL', 'EM', 'FX', 'FT']);

export const E014: ScrubRule = {
  id: 'E014',
  title: 'Attachments that the payer requires are announced, with their control numbers',
  source: '837 TR3, PWK; payer table',
  severity: 'error',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ({ claim, lines, payer }) => {
    const attachments = claim?.attachments ?? [];
    const flags: Flag[] = attachments
      .filter(({ transmission, controlNumber }) => NEEDS_CONTROL_NUMBER.has(transmission) && controlNumber === undefined)
      .map(({ reportType, transmission }) => ({
        lines: [],
        message: `The attachment ${reportType} sent by ${transmission} has no control number.`,
        fix: 'Give it the control number that stands on the attachment (biller).',
      }));
    for (const line of lines) {
      const wanted = payer?.attachmentRequired?.find(({ code }) => code === line.code);
      if (wanted === undefined || attachments.some(({ reportType }) => reportType === wanted.reportType)) continue;
      flags.push({
        lines: [line.number],
        message: `Line ${line.number}: payer ${payer?.payerId ?? ''} wants the attachment ${wanted.reportType} with ${line.code}.`,
        fix: 'Attach it and announce it (biller).',
      });
    }
    return flags;
  },
};

export const E015: ScrubRule = {
  id: 'E015',
  title: 'Modifiers and codes as this payer wants them',
  source: 'Payer table: required and forbidden modifiers, substitutions',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: ({ lines, payer }) => {
    if (payer === undefined) return [];
    return lines.flatMap((line): Flag[] => {
      const say = (message: string, fix: string): Flag => ({
        lines: [line.number],
        message: `Line ${line.number}: payer ${payer.payerId} ${message}.`,
        fix,
      });
      const missing = payer.requiredModifiers.filter(
        (rule) => rule.code === line.code && !line.modifiers.includes(rule.modifier),
      );
      const forbidden = payer.forbiddenModifiers.filter(
        (rule) => rule.code === line.code && line.modifiers.includes(rule.modifier),
      );
      const instead = payer.substitutions.find((rule) => rule.from === line.code);
      return [
        ...missing.map(({ modifier }) =>
          say(`wants ${modifier} on ${line.code}`, `Add ${modifier} (biller; can be done automatically).`),
        ),
        ...forbidden.map(({ modifier }) =>
          say(`refuses ${modifier} on ${line.code}`, `Take ${modifier} off (biller; can be done automatically).`),
        ),
        ...(instead === undefined
          ? []
          : [say(`wants ${instead.to} instead of ${line.code}`, `Bill ${instead.to}, then run the edits again (biller).`)]),
      ];
    });
  },
};

/** Teaching physician's primary care exception: the visits that a resident may render alone (42 CFR 415.174). */
const isPrimaryCareException = codeSet('99202-99203 99211-99213 G0402 G0438-G0439 99421-99423 99495');
const SPLIT_SHARED_PLACES = new Set(['19', '21', '22', '23', '31', '51', '52', '61']);

export const E018: ScrubRule = {
  id: 'E018',
  title: 'Split or shared, teaching and substitute modifiers as they are meant',
  source: '42 CFR 415.140 (FS), 415.172-174 (GC, GE); CMS Claims Processing Manual ch. 1 §30.2.10-11 (Q5, Q6)',
  severity: 'hold',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: (subject) =>
    datedLines(subject).flatMap((line): Flag[] => {
      const faults: string[] = [];
      if (
        line.modifiers.includes('FS') &&
        !(isEvaluationAndManagement(line.code) && SPLIT_SHARED_PLACES.has(line.placeOfService ?? ''))
      )
        faults.push('FS (split or shared) stands only on a visit in a facility');
      if (line.modifiers.includes('GE') && !isPrimaryCareException(line.code))
        faults.push('GE (primary care exception) does not cover this service');
      if (line.modifiers.includes('GC') && line.modifiers.includes('GE')) faults.push('GC and GE exclude each other');
      return faults.map((fault) => ({
        lines: [line.number],
        message: `Line ${line.number} (${line.code}): ${fault}.`,
        fix: 'Correct the modifier from the note (coder).',
      }));
    }),
};
