import { ruleCatalogue } from '../../shared/scrubbing/catalogue';

// The reasons of the day's table as a biller reads them: the id, and beside it what it stands for. Ids and field names only, no values.

/** What the coder asks for (contracts: findings F). */
const MISSING: Readonly<Record<string, string>> = {
  F001: "a diagnosis is not in the practice's map",
  F002: "a procedure is not in the practice's map",
  F003: 'no decision making and no time that reach a level',
  F004: 'stated level and stated elements disagree',
  F005: 'new or established patient is not said',
  F006: 'a fact is missing',
  F007: 'a code table is missing for the date',
  F008: 'no insurance on file, or a payer the practice does not know',
  F009: "the provider is not one of the practice's",
  F010: 'stated facts contradict each other',
};

/** What happened to the visit or the claim itself. */
const EVENTS: Readonly<Record<string, string>> = {
  SELF_PAY: 'the patient pays',
  NOT_BILLABLE: 'nothing to bill',
  RESIGNED: 'the note was signed again with other content',
  REOPENED: 'the note is open again',
  EHR_GONE: 'the EHR does not know the visit any more',
  NOT_CODED_YET: 'waits to be coded',
  NOT_SENT_YET: 'the clearinghouse could not be reached; tried again',
  NOT_FOUND_AFTER_GRACE: 'the answer was lost, and the clearinghouse does not list the claim: never sent twice',
  ANSWER_LOST: 'the answer was lost; being looked for',
  CLOSED_BY_PERSON: 'closed by a person',
  CLAIM_MISSING: 'no claim came of it',
  REVERSED: 'the payer took its payment back',
  X12_REFUSED: 'an 837 cannot carry what stands in these fields',
};

const DENIAL = /^(CO|OA|PI|PR)-/;
const REJECTION = /^\d+$/;

/** A row's reason with its words; what has none stands as it is. */
export function reasonInWords(state: string, reason: string): string {
  const parts = reason.split(' ').filter((part) => part !== '');
  const [first = '', ...rest] = parts;
  if (state === 'rejected' && REJECTION.test(first))
    return `${reason} (refused by clearinghouse or payer: message ${first}${rest.length === 0 ? '' : `, field ${rest.join(', ')}`})`;
  return parts.map((part) => withWords(part)).join(' ');
}

function withWords(part: string): string {
  const words = DENIAL.test(part) ? "the payer's reason for not paying" : (MISSING[part] ?? EVENTS[part] ?? ruleInWords(part));
  return words === undefined ? part : `${part} (${words})`;
}

/** The titles of the edits say what must hold. */
function ruleInWords(id: string): string | undefined {
  const title = ruleCatalogue.find((rule) => rule.id === id)?.title;
  return title === undefined ? undefined : `not so: ${title}`;
}
