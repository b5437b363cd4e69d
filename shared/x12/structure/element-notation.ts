/** What a guide says of one element or component. */
export interface ElementSpec {
  /** 1 is the first element (CLM01), or the first component. */
  readonly position: number;
  readonly required: boolean;
  /** How often it may repeat within the segment; 1 nearly always. */
  readonly repeats: number;
  readonly codes?: ReadonlySet<string>;
  /** The name of a code list kept outside the guide: states, pos, country … */
  readonly list?: string;
  readonly components?: readonly ElementSpec[];
}

/**
 * Reads the notation of the structure files: `01=85 02=1,2 03 04? 05=(1=@pos 2=B 3) 06-09?`.
 * A number is a required element, `?` makes it situational, `^9` repeatable, `=` lists its codes (`_` for a blank), `=@` names an
 * outside list, `=( )` its components; elements that are not named are not used.
 */
export function parseElements(notation: string): readonly ElementSpec[] {
  const specs: ElementSpec[] = [];
  for (const match of notation.matchAll(/(\d+)(?:-(\d+))?(\?)?(?:\^(\d+))?(?:=(\([^)]*\)|\S+))?/g)) {
    const [, from = '', to = from, situational, repeats = '1', values] = match;
    for (let position = Number(from); position <= Number(to); position++)
      specs.push({ position, required: situational === undefined, repeats: Number(repeats), ...valuesOf(values) });
  }
  return specs;
}

function valuesOf(values: string | undefined): Pick<ElementSpec, 'codes' | 'list' | 'components'> {
  if (values === undefined) return {};
  if (values.startsWith('(')) return { components: parseElements(values.slice(1, -1)) };
  if (values.startsWith('@')) return { list: values.slice(1) };
  return { codes: new Set(values.split(',').map((code) => code.replaceAll('_', ' '))) };
}
