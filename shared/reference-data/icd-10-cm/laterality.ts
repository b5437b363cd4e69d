import type { Side } from './codes';

/** A code with its official description, as the side is read off it. */
export interface DescribedCode {
  readonly code: string;
  readonly description: string;
}

export interface SidedCode {
  readonly side: Side | undefined;
  /** Codes that differ only in the side share a number; 0 is none. */
  readonly group: number;
}

/**
 * The side each code names, read off the official descriptions, and which codes are the same but for it. ICD-10-CM has no field for the
 * side: the pair "… right knee" / "… left knee" differs in one character of the code, and the unspecified and the bilateral code stand
 * at the same place.
 */
export function lateralityOf(codes: readonly DescribedCode[]): ReadonlyMap<string, SidedCode> {
  const descriptions = new Map(codes.map(({ code, description }) => [code, description.toLowerCase()]));
  const places = sidePlaces(descriptions);
  const sided = new Map<string, SidedCode>();
  for (const [code, description] of descriptions) {
    const place = placeOf(code, description, places);
    const side = place === undefined ? sideByWord(description) : sideAtPlace(description, place.rest);
    if (side !== undefined) sided.set(code, { side, group: place?.group ?? 0 });
  }
  return sided;
}

interface SidePlace {
  readonly group: number;
  /** The description with @ for the side: "pain in @ knee". */
  readonly rest: string;
}

/** 'M2556*' → the place where a right and a left code differ. */
function sidePlaces(descriptions: ReadonlyMap<string, string>): ReadonlyMap<string, SidePlace> {
  const leftByRest = new Map<string, string>();
  for (const [code, description] of descriptions)
    if (sideByWord(description) === 'left') leftByRest.set(keyOf(code, description.replace(/\bleft\b/, '@')), code);
  const places = new Map<string, SidePlace>();
  for (const [right, description] of descriptions) {
    if (sideByWord(description) !== 'right') continue;
    const rest = description.replace(/\bright\b/, '@');
    const left = leftByRest.get(keyOf(right, rest));
    const wildcard = left === undefined ? undefined : oneCharacterApart(right, left);
    if (wildcard !== undefined) places.set(wildcard, { group: places.size + 1, rest });
  }
  return places;
}

const keyOf = (code: string, rest: string): string => `${code.slice(0, 3)} ${code.length} ${rest}`;

function sideByWord(description: string): 'right' | 'left' | 'bilateral' | undefined {
  const right = /\bright\b/.test(description);
  const left = /\bleft\b/.test(description);
  if (right !== left) return right ? 'right' : 'left';
  return !right && /\bbilateral\b/.test(description) ? 'bilateral' : undefined;
}

function oneCharacterApart(one: string, other: string): string | undefined {
  const places = Array.from(one).flatMap((character, index) => (character === other[index] ? [] : [index]));
  const [place] = places;
  return places.length === 1 && place !== undefined ? withWildcard(one, place) : undefined;
}

const withWildcard = (code: string, place: number): string => `${code.slice(0, place)}*${code.slice(place + 1)}`;

/** The place in a code where its siblings differ by the side; the side of the code itself must fit there. */
function placeOf(code: string, description: string, places: ReadonlyMap<string, SidePlace>): SidePlace | undefined {
  for (let index = 3; index < code.length; index++) {
    const place = places.get(withWildcard(code, index));
    if (place !== undefined && sideAtPlace(description, place.rest) !== undefined) return place;
  }
  return undefined;
}

/** The side a description names where its siblings have theirs. */
function sideAtPlace(description: string, rest: string): Side | undefined {
  for (const side of ['right', 'left', 'unspecified'] as const)
    if (rest.replace('@', side) === description || singular(rest.replace('@', side)) === singular(description)) return side;
  if (/\bbilateral\b/.test(description)) return 'bilateral';
  return /\bunspecified (side|eye|ear|limb)\b/.test(description) ? 'unspecified' : undefined;
}

const singular = (description: string): string => description.replaceAll(/s\b/g, '').replaceAll(/[ ,]+/g, ' ');
