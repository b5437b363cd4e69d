import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { SECRETS } from '../../functions/secret-names';
import { ACCOUNT_KEY_SECRETS } from '../../shared/clearinghouse/claim-md/client';

/** Secrets for a new data folder: made by chance, good for the simulators of this machine alone. */
export function newSecrets(): Readonly<Record<string, string>> {
  const word = (): string => randomBytes(24).toString('base64url');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    [ACCOUNT_KEY_SECRETS.test]: word(),
    [ACCOUNT_KEY_SECRETS.live]: word(),
    AthenahealthClientId: word(),
    AthenahealthClientSecret: word(),
    [SECRETS.parkedBodyKey]: randomBytes(32).toString('base64'),
    [SECRETS.patientPseudonymKey]: word(),
    [SECRETS.auditSigningKey]: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    [SECRETS.athenahealthWebhookSecret]: word(),
    [SECRETS.genericWebhookSecret]: word(),
  };
}
