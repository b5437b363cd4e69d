import { isExtended, toX12Text } from '../../x12/core/character-set';

const PLAIN_ASCII = /^[\x20-\x7e]*$/;

/** The text as an 837 carries it: capitals, accents taken off, no blanks around it. */
export const writtenText = (value: string): string => (PLAIN_ASCII.test(value) ? value.toUpperCase() : toX12Text(value)).trim();

/** Can an 837 carry the text? Not a name in Greek or Chinese letters, but the marks of an address (#) or a note (% @) go. */
export const isWritable = (value: string): boolean => isExtended(writtenText(value));
