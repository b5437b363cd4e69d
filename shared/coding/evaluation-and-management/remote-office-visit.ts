import { factMissing, noBasisForLevel } from '../coding-findings';
import type { CodingContext } from '../coding-context';
import type { PatientStatus } from './patient-status';
import { visitByLevel } from './visit-by-level';
import type { VisitService } from './visit-service';

/** Audio-only visits need more than ten minutes of medical discussion, whatever sets their level. Source: CPT 2025, 98008-98015. */
const AUDIO_ABOVE_MINUTES = 10;

/** An office visit held remotely, for payers that take 98000-98015: the code itself names the modality. */
export function remoteOfficeVisit(context: CodingContext, status: PatientStatus): readonly VisitService[] {
  const { encounter, notes } = context;
  if (encounter.telehealthModality !== 'audio_only')
    return visitByLevel(context, status === 'new' ? 'video-new' : 'video-established');
  const minutes = encounter.totalTimeMinutes;
  if (minutes === undefined)
    notes.find(
      factMissing(
        'total_time_minutes',
        'an audio-only visit needs more than ten minutes of discussion',
        'Provider: how many minutes did you talk?',
        'CPT 98008-98015',
      ),
    );
  else if (minutes <= AUDIO_ABOVE_MINUTES) {
    notes.find(
      noBasisForLevel(
        `${minutes} minutes are not more than the ${AUDIO_ABOVE_MINUTES} of an audio-only visit.`,
        'Coder: code a virtual check-in if its conditions hold.',
      ),
    );
    return [];
  }
  return visitByLevel(context, status === 'new' ? 'audio-new' : 'audio-established');
}
