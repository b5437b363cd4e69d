import { factMissing } from './coding-findings';
import type { CodingContext } from './coding-context';
import type { DraftLine } from './draft-line';

/** Part B drugs from single-dose containers say what was discarded: JW the units thrown away, since 2017; JZ none, since July 2023. Source: CMS JW/JZ policy. */
const JW_FROM = '2017-01-01';
const JZ_FROM = '2023-07-01';

const isDrugCode = (code: string): boolean => /^J\d{4}$/.test(code) || /^Q\d{4}$/.test(code);

/** The drug's line with JZ when nothing was discarded; with discarded units a second line for them under JW. Only for Medicare. */
export function withWastage(context: CodingContext, line: DraftLine, nextKey: () => number): readonly DraftLine[] {
  const { singleDose, discardedUnits } = line.facts;
  if (!context.payer.followsMedicare || !isDrugCode(line.code) || context.on < JW_FROM) return [line];
  if (singleDose === undefined && discardedUnits !== undefined && discardedUnits > 0)
    context.notes.find(
      factMissing(
        'single_dose',
        `${discardedUnits} discarded units of ${line.code} are billed only from a single-dose container`,
        'Nurse: did the drug come from a single-dose container?',
        'CMS JW/JZ policy',
      ),
      line.key,
    );
  if (singleDose !== true) return [line];
  if (line.modifiers.includes('JZ') || line.modifiers.includes('JW')) return [line];
  if (discardedUnits !== undefined && discardedUnits > 0) {
    context.notes.because({ kind: 'drug-wastage', code: line.code, modifier: 'JW', discarded_units: discardedUnits });
    return [
      line,
      {
        ...line,
        key: nextKey(),
        role: 'companion',
        companionOf: line.key,
        units: discardedUnits,
        modifiers: [...line.modifiers, 'JW'],
      },
    ];
  }
  if (context.on < JZ_FROM) return [line];
  if (discardedUnits === undefined)
    context.notes.find(
      factMissing(
        'discarded_units',
        `${line.code} came from a single-dose container, and JZ says that nothing was discarded`,
        'Nurse: how many units were discarded? Say 0 if none.',
        'CMS JW/JZ policy',
      ),
      line.key,
    );
  context.notes.because({ kind: 'drug-wastage', code: line.code, modifier: 'JZ', discarded_units: discardedUnits ?? null });
  return [{ ...line, modifiers: [...line.modifiers, 'JZ'] }];
}
