import { isTableGap, type Icd10CmTable } from '../../coding/tables';
import { once, tableVersions, type TableFile } from '../table-file';
import { Icd10CmCodes } from './codes';

/** A code with its dot: M25561 → M25.561. */
export const withDot = (code: string): string => (code.length > 3 ? `${code.slice(0, 3)}.${code.slice(3)}` : code);
const withoutDot = (code: string): string => code.replace('.', '');

/** ICD-10-CM over its fiscal years. Codes go in and come out with the dot; validity is by the date of service. */
export function icd10CmTable(files: readonly TableFile[]): Icd10CmTable {
  const versions = tableVersions('icd-10-cm', files, (bytes) => new Icd10CmCodes(bytes));
  /** Where a code is found, the newest version first: a side does not change with the years. */
  const newestWith = (code: string): { codes: Icd10CmCodes; row: number } | undefined => {
    for (const codes of versions.newestFirst()) {
      const row = codes.find(withoutDot(code));
      if (row !== undefined) return { codes, row };
    }
    return undefined;
  };
  return {
    versionOn: (date) => versions.versionOn(date),
    lookUp: (code, on) => {
      const codes = versions.on(on);
      if (isTableGap(codes)) return codes;
      const row = codes.find(withoutDot(code));
      if (row === undefined) return { status: newestWith(code) === undefined ? 'unknown' : 'not-in-force' };
      if (codes.isBillable(row)) return { status: 'billable' };
      return header(codes, row);
    },
    sideOf: (code) => {
      const found = newestWith(code);
      return found?.codes.side(found.row);
    },
    isUnspecified: (code) => {
      const found = newestWith(code);
      return found?.codes.isUnspecified(found.row);
    },
    sidedSiblings: (code, on) => siblings(versions.on(on), code),
  };
}

/** The billable codes below a header: found only when asked for, since a chapter's header has thousands. */
function header(codes: Icd10CmCodes, row: number): { status: 'header'; children: readonly string[] } {
  const children = once(() => codes.billableBelow(row).map(withDot));
  return {
    status: 'header',
    get children() {
      return children();
    },
  };
}

function siblings(codes: Icd10CmCodes | object, code: string): ReturnType<Icd10CmTable['sidedSiblings']> {
  if (!(codes instanceof Icd10CmCodes)) return [];
  const row = codes.find(withoutDot(code));
  if (row === undefined) return [];
  return codes.sameButForTheSide(row).flatMap((sibling) => {
    const side = codes.side(sibling);
    return side === undefined || !codes.isBillable(sibling) ? [] : [{ code: withDot(codes.code(sibling)), side }];
  });
}
