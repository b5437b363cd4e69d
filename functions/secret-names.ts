/** The vault's secrets that the app itself reads; the adapters name their vendors' own. */
export const SECRETS = {
  /** 32 bytes, base64: AES-256-GCM of what is parked. */
  parkedBodyKey: 'ParkedBodyKey',
  /** Any text: HMAC-SHA-256 of the patient's pseudonym in the audit log. */
  patientPseudonymKey: 'PatientPseudonymKey',
  /** EC P-256 private key, PKCS#8 PEM: signs the audit log's checkpoints. */
  auditSigningKey: 'AuditSigningKey',
  /** Shared with the EHR's event subscription. */
  athenahealthWebhookSecret: 'AthenahealthWebhookSecret',
  /** Shared with whoever calls webhooks/generic. */
  genericWebhookSecret: 'GenericWebhookSecret',
} as const;
