import type { CodingContext } from './coding-context';
import type { DraftLine } from './draft-line';
import { isRemoteVisitCode, isVisitCode } from './evaluation-and-management/em-codes';
import { isTelehealth } from './place-of-service';

/** One technology modifier stands on a line, and no more. Source: fact sheet em-coding §5. */
const TECHNOLOGY = new Set(['95', '93', 'GT', 'GQ']);

/** Services of a primary care visit that are themselves rendered by telehealth, not beside it. Source: CMS list of telehealth services, codes only. */
const RENDERED_REMOTELY = new Set(
  (
    '90791 90792 90832 90834 90837 96156 96158 96160 96161 97802 97803 97804 99406 99407 99483 99497 99498 ' +
    'G0108 G0109 G0270 G0296 G0396 G0397 G0442 G0443 G0444 G0445 G0446 G0447'
  ).split(' '),
);

/**
 * The payer's technology modifier on the visit's own lines, on a visit ordered as a code, and on counselling, planning and the like by
 * telehealth; none where the code itself says remote, and none on G2211.
 */
export function withTelehealthModifier(context: CodingContext, line: DraftLine, lines: readonly DraftLine[]): DraftLine {
  if (!isTelehealth(context.encounter)) return line;
  if (line.role !== 'visit' && line.role !== 'with-visit' && !isRenderedRemotely(context, line.code)) return line;
  if (line.role === 'with-visit' && lines.some((other) => isRemoteVisitCode(other.code))) return line; // its visit says remote
  if (isRemoteVisitCode(line.code) || line.code === 'G2012' || line.code === 'G2211') return line;
  if (line.modifiers.some((modifier) => TECHNOLOGY.has(modifier))) return line;
  const { telehealth } = context.payer.policy;
  const audioOnly = context.encounter.telehealthModality === 'audio_only';
  const modifier = audioOnly ? telehealth.audioOnlyModifier : telehealth.audioVideoModifier;
  context.notes.because({ kind: 'telehealth', code: line.code, modality: audioOnly ? 'audio_only' : 'audio_video', modifier });
  return modifier === null ? line : { ...line, modifiers: [...line.modifiers, modifier] };
}

/** A check-in is a call, and no telehealth visit that other services could be rendered in. */
const isRenderedRemotely = ({ encounter }: CodingContext, code: string): boolean =>
  isVisitCode(code) || (RENDERED_REMOTELY.has(code) && encounter.visitType !== 'virtual_check_in');
