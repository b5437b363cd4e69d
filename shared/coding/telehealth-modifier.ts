import type { CodingContext } from './coding-context';
import type { DraftLine } from './draft-line';
import { isRemoteVisitCode, isVisitCode } from './evaluation-and-management/em-codes';
import { isTelehealth } from './place-of-service';

/** One technology modifier stands on a line, and no more. Source: fact sheet em-coding §5. */
const TECHNOLOGY = new Set(['95', '93', 'GT', 'GQ']);

/** The payer's technology modifier on the visit's own lines and on a visit ordered as a code; none where the code itself says remote, and none on G2211. */
export function withTelehealthModifier(context: CodingContext, line: DraftLine, lines: readonly DraftLine[]): DraftLine {
  if (!isTelehealth(context.encounter)) return line;
  if (line.role !== 'visit' && line.role !== 'with-visit' && !isVisitCode(line.code)) return line;
  if (line.role === 'with-visit' && lines.some((other) => isRemoteVisitCode(other.code))) return line; // its visit says remote
  if (isRemoteVisitCode(line.code) || line.code === 'G2012' || line.code === 'G2211') return line;
  if (line.modifiers.some((modifier) => TECHNOLOGY.has(modifier))) return line;
  const { telehealth } = context.payer.policy;
  const audioOnly = context.encounter.telehealthModality === 'audio_only';
  const modifier = audioOnly ? telehealth.audioOnlyModifier : telehealth.audioVideoModifier;
  context.notes.because({ kind: 'telehealth', code: line.code, modality: audioOnly ? 'audio_only' : 'audio_video', modifier });
  return modifier === null ? line : { ...line, modifiers: [...line.modifiers, modifier] };
}
