import { ServiceBusClient, type ServiceBusReceivedMessage, type ServiceBusReceiver } from '@azure/service-bus';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serveAmqp, type AmqpServer } from '../../infra/local/service-bus/amqp-server';
import { Broker, type SentMessage } from '../../infra/local/service-bus/broker';
import { createDeadLetterQueues } from '../../shared/azure/message-bus';

const pause = async (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

describe('the Service Bus emulator under the unmodified SDK', () => {
  let now = Date.UTC(2026, 10, 20);
  const sent: SentMessage[] = [];
  const broker = new Broker({
    queues: { q: { lockMs: 1000, maxDeliveryCount: 2 }, once: { duplicateWindowMs: 60_000 } },
    topics: { t: { subscriptions: { a: {}, b: {} } } },
    now: () => now,
    onSent: (message) => sent.push(message),
  });
  let server: AmqpServer;
  let client: ServiceBusClient;
  let receiver: ServiceBusReceiver;

  beforeAll(async () => {
    server = await serveAmqp(broker);
    client = new ServiceBusClient(
      `Endpoint=sb://localhost:${server.port};SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true;`,
    );
    receiver = client.createReceiver('q', { maxAutoLockRenewalDurationInMs: 0 });
  });
  afterAll(async () => {
    await client.close();
    await server.close();
    broker.dispose();
  });

  const receiveOne = async (from: ServiceBusReceiver = receiver): Promise<ServiceBusReceivedMessage> => {
    const [message] = await from.receiveMessages(1, { maxWaitTimeInMs: 3000 });
    if (message === undefined) throw new Error('no message came');
    return message;
  };

  it('takes a batch, gives it in order, and forgets what is completed', async () => {
    await client.createSender('q').sendMessages([{ body: { n: 1 }, subject: 'first' }, { body: { n: 2 } }]);
    const first = await receiveOne();
    const second = await receiveOne();
    expect([first.body, second.body, first.subject, first.deliveryCount]).toEqual([{ n: 1 }, { n: 2 }, 'first', 0]);
    await receiver.completeMessage(first);
    await receiver.completeMessage(second);
    expect(broker.waiting(['q'])).toBe(0);
  });

  it('counts deliveries and dead-letters with the reason after the last', async () => {
    await client.createSender('q').sendMessages({ body: 'never', messageId: 'msg-bad' });
    await receiver.abandonMessage(await receiveOne());
    const again = await receiveOne();
    expect(again.deliveryCount).toBe(1);
    await receiver.abandonMessage(again);
    const dead = client.createReceiver('q', { subQueueType: 'deadLetter' });
    const letter = await receiveOne(dead);
    expect([letter.messageId, letter.deadLetterReason]).toEqual(['msg-bad', 'MaxDeliveryCountExceeded']);
    await dead.completeMessage(letter);
    await dead.close();
  });

  it('dead-letters on request, with the words of the request', async () => {
    await client.createSender('q').sendMessages({ body: 'poison' });
    await receiver.deadLetterMessage(await receiveOne(), { deadLetterReason: 'malformed', deadLetterErrorDescription: 'no id' });
    const dead = client.createReceiver('q', { subQueueType: 'deadLetter' });
    const letter = await receiveOne(dead);
    expect([letter.deadLetterReason, letter.deadLetterErrorDescription]).toEqual(['malformed', 'no id']);
    await dead.completeMessage(letter);
    await dead.close();
  });

  it('gives a message again when its lock ran out, and refuses the late completion', async () => {
    await client.createSender('q').sendMessages({ body: 'slow' });
    const late = await receiveOne();
    await pause(1200);
    await expect(receiver.completeMessage(late)).rejects.toMatchObject({ code: 'MessageLockLost' });
    const again = await receiveOne();
    expect(again.deliveryCount).toBe(1);
    await receiver.completeMessage(again);
  });

  it('keeps a lock that is renewed', async () => {
    await client.createSender('q').sendMessages({ body: 'renewed' });
    const message = await receiveOne();
    await pause(700);
    await receiver.renewMessageLock(message);
    await pause(700);
    await receiver.completeMessage(message);
    expect(broker.waiting(['q'])).toBe(0);
  });

  it('defers, and gives the deferred message by its number only', async () => {
    await client.createSender('q').sendMessages({ body: 'later' });
    const message = await receiveOne();
    await receiver.deferMessage(message);
    expect(await receiver.receiveMessages(1, { maxWaitTimeInMs: 200 })).toHaveLength(0);
    const [deferred] = message.sequenceNumber === undefined ? [] : await receiver.receiveDeferredMessages(message.sequenceNumber);
    if (deferred === undefined) throw new Error('not deferred');
    await receiver.completeMessage(deferred);
    expect(broker.find('q')?.entity?.size).toBe(0);
  });

  it('holds a scheduled message until the simulated clock reaches it', async () => {
    await client.createSender('q').sendMessages({ body: 'tomorrow', scheduledEnqueueTimeUtc: new Date(now + 86_400_000) });
    await pause(50);
    expect([broker.waiting(['q']), broker.nextDueAt()]).toEqual([0, now + 86_400_000]);
    now += 86_400_001;
    broker.releaseDue();
    const message = await receiveOne();
    expect(message.body).toBe('tomorrow');
    await receiver.completeMessage(message);
  });

  it('cancels a scheduled message', async () => {
    const sender = client.createSender('q');
    const numbers = await sender.scheduleMessages({ body: 'never' }, new Date(now + 1000));
    await sender.cancelScheduledMessages(numbers);
    expect(broker.find('q')?.entity?.size).toBe(0);
  });

  it('peeks without locking', async () => {
    await client.createSender('q').sendMessages({ body: 'seen' });
    const [peeked] = await receiver.peekMessages(5);
    expect(peeked?.body).toBe('seen');
    await receiver.completeMessage(await receiveOne());
  });

  it('drops a message whose id was seen within the window, and says so to the trace', async () => {
    const sender = client.createSender('once');
    await sender.sendMessages({ body: 1, messageId: 'msg-same' });
    await sender.sendMessages({ body: 1, messageId: 'msg-same' });
    expect(broker.waiting(['once'])).toBe(1);
    expect(sent.filter((message) => message.entity === 'once').map((message) => message.duplicate)).toEqual([false, true]);
  });

  it('what a subscription gave up on is taken by the monitor, from that subscription alone', async () => {
    const connectionString = `Endpoint=sb://localhost:${server.port};SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true;`;
    const letters = createDeadLetterQueues({ connectionString }, { notifications: 't' }, ['notifications/a']);
    try {
      await client.createSender('t').sendMessages({ body: { n: 7 }, messageId: 'msg-lost' });
      const subscriber = client.createReceiver('t', 'a');
      await subscriber.deadLetterMessage(await receiveOne(subscriber), {
        deadLetterReason: 'flow failed',
        deadLetterErrorDescription: '',
      });
      await subscriber.close();
      expect(letters.subscriptions).toEqual(['notifications/a']);
      const [letter, ...others] = await letters.receive('notifications/a', 10);
      expect([letter, others]).toEqual([
        expect.objectContaining({ messageId: 'msg-lost', reason: 'flow failed', body: { n: 7 } }),
        [],
      ]);
      if (letter !== undefined) await letters.complete('notifications/a', letter);
      expect([await letters.receive('notifications/a', 10), await letters.receive('notifications/b', 10)]).toEqual([[], []]);
      const other = client.createReceiver('t', 'b');
      await other.completeMessage(await receiveOne(other));
      await other.close();
    } finally {
      await letters.close();
    }
  });

  it('gives every subscription of a topic its own copy', async () => {
    await client.createSender('t').sendMessages({ body: 'news' });
    for (const subscription of ['a', 'b']) {
      const subscriber = client.createReceiver('t', subscription);
      const message = await receiveOne(subscriber);
      expect(message.body).toBe('news');
      await subscriber.completeMessage(message);
      await subscriber.close();
    }
  });

  it('pushes to a subscriber and renews the lock of one that takes long', async () => {
    const subscriber = client.createReceiver('q');
    const handled: unknown[] = [];
    await client.createSender('q').sendMessages(Array.from({ length: 20 }, (_, n) => ({ body: n })));
    await new Promise<void>((resolve, reject) => {
      subscriber.subscribe(
        {
          processMessage: async (message) => {
            if (message.body === 3) await pause(2000);
            if (handled.push(message.body) === 20) setTimeout(resolve, 100);
          },
          processError: async ({ error }) => {
            reject(error);
          },
        },
        { maxConcurrentCalls: 4 },
      );
    });
    await subscriber.close();
    expect(new Set(handled).size).toBe(20);
    expect(broker.waiting(['q'])).toBe(0);
  });

  it('refuses an entity it does not have', async () => {
    await expect(client.createSender('nowhere').sendMessages({ body: 1 })).rejects.toMatchObject({
      code: 'MessagingEntityNotFound',
    });
  });

  it('keeps everything over a stop', async () => {
    await client.createSender('q').sendMessages({ body: { kept: true }, messageId: 'msg-kept' });
    const saved: unknown = JSON.parse(JSON.stringify(broker.save()));
    const restored = new Broker({ queues: { q: {}, once: { duplicateWindowMs: 60_000 } }, now: () => now });
    restored.restore(saved as ReturnType<Broker['save']>);
    expect([restored.waiting(['q']), restored.waiting(['once'])]).toEqual([1, 1]);
    await receiver.completeMessage(await receiveOne());
  });
});
