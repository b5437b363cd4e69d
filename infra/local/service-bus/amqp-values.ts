import { randomBytes } from 'node:crypto';
import { message as amqp, types, type Message } from 'rhea';

// How Service Bus writes values that AMQP leaves open; the SDK refuses other spellings (docs of the emulator: README.md here).

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

/** A 64-bit integer as AMQP's `long`. */
export function amqpLong(value: number): unknown {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return types.wrap_long(bytes);
}

/** A number that may come as a number or as the eight bytes of a `long`. */
export const numberOf = (value: unknown): number =>
  Buffer.isBuffer(value) ? Number(value.readBigInt64BE(0)) : Number(value ?? 0);

/** A lock token: a version 4 UUID as 16 bytes. */
export function newLockToken(): Buffer {
  const token = randomBytes(16);
  token.writeUInt8((token.readUInt8(6) & 0x0f) | 0x40, 6);
  token.writeUInt8((token.readUInt8(8) & 0x3f) | 0x80, 8);
  return token;
}

/** The delivery tag carries the lock token in .NET's order of bytes, the first three groups reversed. */
export function deliveryTagOf(token: Buffer): Buffer {
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return Buffer.from(order.map((index) => token.readUInt8(index)));
}

/** A lock token that came in a management request, as hexadecimal digits. */
export const tokenKeyOf = (token: unknown): string =>
  Buffer.isBuffer(token) ? token.toString('hex') : String(token).replaceAll('-', '').toLowerCase();

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** The parts of a batch: one data section each, holding an encoded message. */
export function messagesOfBatch(batch: Buffer): readonly Message[] {
  const body = asRecord(asRecord(amqp.decode(batch))['body']);
  return listOf(body['content']).map((part) => decodeMessage(part as Buffer));
}

/** rhea types the message it decodes otherwise than the one it encodes. */
export const decodeMessage = (bytes: Buffer): Message => amqp.decode(bytes) as unknown as Message;

/** The address of a link's source or target; empty when it has none. */
export function addressOf(terminus: unknown): string {
  const address = asRecord(terminus)['address'];
  return typeof address === 'string' ? address : '';
}

/** The body as text: the SDK sends JSON in a data section. */
export function bodyTextOf(message: Message): string {
  const body: unknown = message['body'];
  const content = asRecord(body)['content'] ?? body;
  if (Buffer.isBuffer(content)) return content.toString('utf8');
  return typeof content === 'string' ? content : JSON.stringify(content ?? null);
}

export const propertiesOf = (value: unknown): Readonly<Record<string, unknown>> => asRecord(value);
