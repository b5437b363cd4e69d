import { createCipheriv, createDecipheriv, createHmac, createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto';
import { keyIdOf } from '../shared/audit/checkpoint';
import type { CheckpointSigner } from '../shared/workflow/audit-checkpoint';
import type { Sealer } from '../shared/workflow/ports';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM under a key of 32 bytes in base64; refuses (RangeError) any other key. */
export function createSealer(keyBase64: string): Sealer {
  const key = Buffer.from(keyBase64, 'base64');
  if (key.length !== 32) throw new RangeError('the key for parked bodies must be 32 bytes in base64');
  return {
    seal: (text) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Promise.resolve(Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64'));
    },
    open: (sealed) => {
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return Promise.resolve(
        Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8'),
      );
    },
  };
}

/** The patient's pseudonym: HMAC-SHA-256 over practice and patient id, its first 128 bits in hex (design C-07). */
export const createPatientRef =
  (key: string, practice: string) =>
  (patientId: string): string =>
    createHmac('sha256', key).update(`${practice}\n${patientId}`).digest('hex').slice(0, 32);

/** Signs checkpoints with an EC P-256 key (PKCS#8 PEM); the key's id is the hash of its public half. */
export function createCheckpointSigner(privateKeyPem: string): CheckpointSigner {
  const key = createPrivateKey(privateKeyPem);
  const publicKeyPem = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
  return {
    keyId: keyIdOf(publicKeyPem),
    publicKeyPem,
    sign: (bytes) => Promise.resolve(sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }).toString('base64')),
  };
}
