/** What is wrong in a practice's file: where, and what to do. Values of codes are named, people never. */
export interface PackFault {
  /** 'rule-pack.json'; or the sheet's name, or the file's, of a spreadsheet. */
  readonly file: string;
  /** 'procedures.12.code'; in a spreadsheet 'row 14, column code'. */
  readonly path: string;
  readonly reason: string;
}
