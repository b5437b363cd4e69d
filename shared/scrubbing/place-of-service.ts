import {
  codeSet,
  isConsultation,
  isDental,
  isEmergencyVisit,
  isHomeVisit,
  isHospitalConsultation,
  isHospitalVisit,
  isImaging,
  isLaboratory,
  isNursingFacilityVisit,
  isOfficeConsultation,
  isOfficeVisit,
  isPreventiveVisit,
  isSurgery,
  isTelehealthService,
  isWellnessVisit,
} from './code-families';
import { mpfsRow, type EditTables } from './edit-tables';
import { TELEHEALTH_MODIFIERS } from './modifier-table';
import { CLAIM_AND_CODING, type Flag, type ScrubRule } from './rule';
import { datedLines, isMedicare, type DatedLine, type ScrubSubject } from './subject';

const TELEHEALTH_PLACES = new Set(['02', '10']);

/** Where a family of codes may be rendered (`only`) or may not (`never`): scrubbing D021; telehealth places come on top for services of the list. */
interface PlaceRule {
  readonly family: string;
  readonly codes: (code: string) => boolean;
  readonly only?: ReadonlySet<string>;
  readonly never?: ReadonlySet<string>;
}

const places = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const PLACES: readonly PlaceRule[] = [
  { family: 'an office visit', codes: isOfficeVisit, never: places('21 23 31 51 61') },
  { family: 'an emergency visit', codes: isEmergencyVisit, only: places('23') },
  { family: 'a hospital visit', codes: isHospitalVisit, only: places('19 21 22 23 24 25 26 34 51 52 55 56 61') },
  { family: 'a nursing facility visit', codes: isNursingFacilityVisit, only: places('31 32 33 54 56') },
  { family: 'a home or residence visit', codes: isHomeVisit, only: places('04 12 13 14 16 33 55') },
  { family: 'an office consultation', codes: isOfficeConsultation, never: places('21 31 51 61') },
  { family: 'a hospital consultation', codes: isHospitalConsultation, only: places('21 31 32 34 51 54 55 56 61') },
  { family: 'a preventive visit', codes: isPreventiveVisit, never: places('21 23 31 51') },
  { family: 'a wellness visit', codes: isWellnessVisit, never: places('21 23 51') },
  { family: 'a dental service', codes: isDental, only: places('11') },
];

/** Facilities that own the equipment: the practice bills the professional part alone (em-coding §6, modifier 26). */
const OWNS_EQUIPMENT = places('21 22 23');

export const D021: ScrubRule = {
  id: 'D021',
  title: 'The code fits the place of service',
  source: 'CPT families of visits; CMS place of service and telehealth lists; MPFS PC/TC indicator',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject, tables) =>
    datedLines(subject).flatMap((line): Flag[] => {
      const fault = placeFault(line, subject, tables);
      if (fault === undefined) return [];
      return [
        {
          lines: [line.number],
          message: `Line ${line.number}: ${line.code} ${fault}.`,
          fix: 'Correct the place of service, or the code, from the visit (coder).',
        },
      ];
    }),
};

function placeFault(line: DatedLine, subject: ScrubSubject, tables: EditTables): string | undefined {
  const place = line.placeOfService;
  if (place === undefined) return undefined;
  if (TELEHEALTH_PLACES.has(place)) return telehealthFault(line.code, place, subject);
  const rule = PLACES.find((candidate) => candidate.codes(line.code));
  if (rule?.never?.has(place) === true || (rule?.only !== undefined && !rule.only.has(place)))
    return `is ${rule.family}, which place of service ${place} does not allow`;
  if (!OWNS_EQUIPMENT.has(place)) return undefined;
  const pcTc = mpfsRow(tables, line.code, line.date)?.pcTc;
  if (pcTc === '3' || pcTc === '4')
    return `holds a technical part (PC/TC indicator ${pcTc}), which in place of service ${place} the facility bills`;
  return pcTc === '1' && !line.modifiers.includes('26')
    ? `in place of service ${place} is billed with 26 alone: the facility bills the technical part`
    : undefined;
}

// Medicare has a list; elsewhere only what needs hands or a machine cannot be rendered from afar.
function telehealthFault(code: string, place: string, subject: ScrubSubject): string | undefined {
  const cannot = isMedicare(subject)
    ? needsTelehealthList(code) && !isTelehealthService(code)
    : isSurgery(code) || isImaging(code);
  return cannot ? `is not rendered by telehealth (place of service ${place})` : undefined;
}

// Tests, drugs and monthly services ride on a telehealth claim without being telehealth themselves.
const isRemoteByNature = codeSet(
  '99091 99421-99427 99437 99439 99445 99453-99454 99457-99458 99470 99474 99484 99487 99489-99495 98975-98986 95250-95251 93228-93229 93264 93268-93298',
);
const needsTelehealthList = (code: string): boolean => !isLaboratory(code) && /^[0-9]/.test(code) && !isRemoteByNature(code);

/** Telehealth in the patient's home. */
const AT_HOME = '10';

export const D022: ScrubRule = {
  id: 'D022',
  title: 'The telehealth modifier that the payer wants',
  source: 'Payer table; em-coding §5; CMS telehealth policy (no 95 on professional claims)',
  severity: 'warn',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) =>
    datedLines(subject).flatMap((line): Flag[] => {
      const why = modifierFault(line, subject);
      if (why === undefined) return [];
      return [
        {
          lines: [line.number],
          message: `Line ${line.number}: ${line.code} ${why}.`,
          fix: 'Set the modifier as the payer’s telehealth policy says (biller; can be done automatically).',
        },
      ];
    }),
};

function modifierFault(line: DatedLine, subject: ScrubSubject): string | undefined {
  const { payer } = subject;
  if (payer === undefined || !isVisitByTelehealth(line.code)) return undefined;
  const { audioVideoModifier, audioOnlyModifier } = payer.telehealth;
  const carried = line.modifiers.filter((modifier) => TELEHEALTH_MODIFIERS.has(modifier));
  const remote = TELEHEALTH_PLACES.has(line.placeOfService ?? '');
  if (!remote)
    return carried.length === 0
      ? undefined
      : `carries ${carried.join(', ')}, and place of service ${line.placeOfService ?? ''} is not telehealth`;
  // 42 CFR 410.78(a)(3): audio alone only where the patient is at home.
  if (isMedicare(subject) && carried.includes('93') && line.placeOfService !== AT_HOME)
    return `carries 93 with the patient elsewhere than at home, where Medicare takes no visit by audio alone`;
  const wrong = carried.find((modifier) => modifier !== audioVideoModifier && modifier !== audioOnlyModifier);
  if (wrong !== undefined) return `carries ${wrong}, which payer ${payer.payerId} does not want`;
  return audioVideoModifier !== null && carried.length === 0
    ? `by telehealth carries no ${audioVideoModifier}, which payer ${payer.payerId} wants`
    : undefined;
}

const isVisitByTelehealth = (code: string): boolean =>
  isOfficeVisit(code) ||
  isHospitalVisit(code) ||
  isNursingFacilityVisit(code) ||
  isHomeVisit(code) ||
  isConsultation(code) ||
  isEmergencyVisit(code);
