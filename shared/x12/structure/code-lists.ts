const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''));

/** US states, territories, military mail and Canadian provinces (USPS, Canada Post). */
const STATES = words(`
  AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN
  TX UT VT VA WA WV WI WY AS GU MP PR VI FM MH PW UM AA AE AP AB BC MB NB NL NF NS NT NU ON PE QC SK YT`);

/** CMS place of service codes (public domain). */
const PLACES_OF_SERVICE = words(`
  01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 31 32 33 34 41 42 49 50 51 52 53 54 55 56 57 58
  60 61 62 65 66 71 72 81 99`);

const CATEGORIES = /^(?:A[0-8]|D0|E[0-4]|F[0-5]|F3[FN]|P[0-5]|R\d|R1[0-7]|RQ)$/;

/** Whether a value stands in a list that is kept outside the guides; true for a list we do not hold. */
const MEMBERSHIP: Readonly<Record<string, (value: string) => boolean>> = {
  states: (value) => STATES.has(value),
  pos: (value) => PLACES_OF_SERVICE.has(value),
  country: (value) => /^[A-Z]{2,3}$/.test(value),
  currency: (value) => /^[A-Z]{3}$/.test(value),
  remark_code: (value) => /^(?:M|MA|N)\d{1,4}$/.test(value),
  claim_status_cat: (value) => CATEGORIES.test(value),
  claim_status: (value) => /^\d{1,4}$/.test(value),
  carc: (value) => /^(?:[1-9]\d{0,2}|[ABDPWY]\d{1,3})$/.test(value),
  entity_id: (value) => /^[A-Z0-9]{2,3}$/.test(value),
};

export const inList = (list: string, value: string): boolean => MEMBERSHIP[list]?.(value) ?? true;
