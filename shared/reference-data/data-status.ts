import type { PlainDate } from '../kernel/plain-date';
import { REFERENCE_SETS, type ReferenceSet } from './reference-set';
import type { TableFile, TableOrigin } from './table-file';

/** What `vtc data status` answers: every set with its versions, oldest first. */
export interface DataStatus {
  readonly sets: readonly { readonly set: ReferenceSet; readonly versions: readonly VersionStatus[] }[];
}

export interface VersionStatus {
  readonly version: string;
  readonly effective_from: PlainDate | null;
  readonly effective_to: PlainDate | null;
  readonly rows: number;
  readonly source_file: string;
  readonly sha256: string;
  readonly origin: TableOrigin;
  /** The sample's training rows: enough to try the product, refused in production. */
  readonly training?: true;
}

export const dataStatus = (files: Readonly<Record<ReferenceSet, readonly TableFile[]>>): DataStatus => ({
  sets: REFERENCE_SETS.map((set) => ({ set, versions: files[set].map(versionStatus) })),
});

const versionStatus = (file: TableFile): VersionStatus => ({
  version: file.version,
  effective_from: file.effectiveFrom,
  effective_to: file.effectiveTo,
  rows: file.rows,
  source_file: file.sourceFile,
  sha256: file.sha256,
  origin: file.origin,
  ...(file.origin === 'training' && { training: true as const }),
});
