/** While a shared secret is rotated the vault's value holds the new one and the old one, a line each. Missing or empty: none is in force. */
export const secretsInForce = (value: string | undefined): readonly string[] =>
  value?.split(/\s+/).filter((one) => one !== '') ?? [];
