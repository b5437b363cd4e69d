/** Therapy codes billed by 15-minute units. Source: CMS Claims Processing Manual ch. 5 §20.2. */
const TIMED_THERAPY = new Set(
  (
    '97032 97033 97034 97035 97036 97110 97112 97113 97116 97124 97140 97530 97533 97535 97537 97542 ' +
    '97750 97755 97760 97761 97763'
  ).split(' '),
);

/** Units of a timed therapy from its minutes: 8-22 make one, 23-37 two, and so on. Undefined for other codes, or when none is reached. */
export function unitsOfTimedTherapy(code: string, minutes: number | undefined): number | undefined {
  if (minutes === undefined || !TIMED_THERAPY.has(code)) return undefined;
  const units = Math.floor((minutes + 7) / 15);
  return units === 0 ? undefined : units;
}
