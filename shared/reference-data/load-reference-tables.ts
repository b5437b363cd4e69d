import type { MueTable, PtpTable, ReferenceTables } from '../coding/tables';
import { dataStatus, type DataStatus } from './data-status';
import { gpciTable, type GpciTable } from './gpci/table';
import { hcpcsTable } from './hcpcs/table';
import { icd10CmTable } from './icd-10-cm/table';
import { lcdArticleTable } from './lcd-articles/table';
import { mpfsTable } from './mpfs/table';
import { addOnTable } from './ncci-add-on/table';
import { mueTable } from './ncci-mue/table';
import { ptpTable } from './ncci-ptp/table';
import { posTable } from './pos/table';
import { REFERENCE_SETS, type ReferenceSet } from './reference-set';
import type { TableFile } from './table-file';
import { tableFilesOf } from './table-files';
import { folderTableSource, NO_TABLES, tableFolder, type TableSnapshot } from './table-source';

/** The official tables as loaded: those the rules take, the others of the practice, and what is in force since when. */
export interface LoadedTables extends ReferenceTables {
  readonly gpci: GpciTable;
  readonly ptpOutpatient: PtpTable;
  readonly mueOutpatient: MueTable;
  status(): DataStatus;
}

export interface TablesWanted {
  /** Where `vtc data import` wrote; absent: built-in tables only. */
  readonly dataDir?: string;
  /** In production no training row answers, and no version beyond the last day it covers: the claim is held by the table's name. */
  readonly production: boolean;
}

/** The tables of a data folder beside the built-in ones. Each file is read when a look-up first needs it. */
export async function loadReferenceTables(wanted: TablesWanted): Promise<LoadedTables> {
  const folder = wanted.dataDir === undefined ? undefined : tableFolder(wanted.dataDir);
  return folder === undefined
    ? tablesOf(await NO_TABLES.snapshot(), wanted.production)
    : tablesOf(await folderTableSource(folder).snapshot(), wanted.production);
}

/** The tables of one state: whatever is imported later, these answer alike. */
export function tablesOf(snapshot: TableSnapshot, production: boolean): LoadedTables {
  const files = Object.fromEntries(REFERENCE_SETS.map((set) => [set, tableFilesOf(set, snapshot, production)])) as Record<
    ReferenceSet,
    readonly TableFile[]
  >;
  return {
    icd10Cm: icd10CmTable(files['icd-10-cm']),
    hcpcs: hcpcsTable(files.hcpcs),
    mpfs: mpfsTable(files.mpfs),
    placeOfService: posTable(files.pos),
    gpci: gpciTable(files.gpci),
    ptp: ptpTable('ncci-ptp-practitioner', files['ncci-ptp-practitioner']),
    ptpOutpatient: ptpTable('ncci-ptp-outpatient', files['ncci-ptp-outpatient']),
    mue: mueTable('ncci-mue-practitioner', files['ncci-mue-practitioner']),
    mueOutpatient: mueTable('ncci-mue-outpatient', files['ncci-mue-outpatient']),
    addOn: addOnTable(files['ncci-add-on']),
    lcdArticles: lcdArticleTable(files['lcd-articles']),
    status: () => dataStatus(files),
  };
}
