const codes = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const OFFICE_NEW = '99202 99203 99204 99205';
const OFFICE_ESTABLISHED = '99211 99212 99213 99214 99215';
const HOME_NEW = '99341 99342 99344 99345';
const HOME_ESTABLISHED = '99347 99348 99349 99350';
const PREVENTIVE_NEW = '99381 99382 99383 99384 99385 99386 99387';
const PREVENTIVE_ESTABLISHED = '99391 99392 99393 99394 99395 99396 99397';
const WELLNESS = 'G0402 G0438 G0439';
const REMOTE_NEW = '98000 98001 98002 98003 98008 98009 98010 98011';
const REMOTE_ESTABLISHED = '98004 98005 98006 98007 98012 98013 98014 98015 98016';

const NEW_PATIENT = codes(`${OFFICE_NEW} ${HOME_NEW} ${PREVENTIVE_NEW} ${REMOTE_NEW}`);
const ESTABLISHED_PATIENT = codes(`${OFFICE_ESTABLISHED} ${HOME_ESTABLISHED} ${PREVENTIVE_ESTABLISHED} ${REMOTE_ESTABLISHED}`);
const PREVENTIVE = codes(`${PREVENTIVE_NEW} ${PREVENTIVE_ESTABLISHED}`);
const WELLNESS_CODES = codes(WELLNESS);
const OTHER_VISITS = codes(
  '99221 99222 99223 99231 99232 99233 99234 99235 99236 99238 99239 99242 99243 99244 99245 99252 99253 99254 99255 ' +
    '99281 99282 99283 99284 99285 99291 99292 99304 99305 99306 99307 99308 99309 99310 99315 99316 99495 99496',
);
const OFFICE = codes(`${OFFICE_NEW} ${OFFICE_ESTABLISHED}`);
const HOME = codes(`${HOME_NEW} ${HOME_ESTABLISHED}`);
const VIRTUAL = codes(`${REMOTE_NEW} ${REMOTE_ESTABLISHED}`);

export const isNewPatientCode = (code: string): boolean => NEW_PATIENT.has(code);
export const isEstablishedPatientCode = (code: string): boolean => ESTABLISHED_PATIENT.has(code);
export const isPreventiveVisit = (code: string): boolean => PREVENTIVE.has(code);
export const isWellnessVisit = (code: string): boolean => WELLNESS_CODES.has(code);
export const isOfficeVisit = (code: string): boolean => OFFICE.has(code);
export const isHomeVisit = (code: string): boolean => HOME.has(code);
/** 98000-98016: the code itself says that the visit was remote, so no modifier does. */
export const isRemoteVisitCode = (code: string): boolean => VIRTUAL.has(code);

/** Is it an evaluation and management visit, the kind that takes 24, 25 and 57? Add-ons and care management are not. */
export const isVisitCode = (code: string): boolean =>
  NEW_PATIENT.has(code) || ESTABLISHED_PATIENT.has(code) || OTHER_VISITS.has(code) || WELLNESS_CODES.has(code);
