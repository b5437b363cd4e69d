import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addMs, type Instant } from '../../shared/kernel/plain-date';
import type { SimulatedVendor } from '../../infra/local/simulated-vendor';

let served = 0;

/** How many requests the simulated vendors of this test file have had. */
export const requestsServed = (): number => served;

/** A simulated vendor behind a real HTTP server on loopback. */
export async function serve(vendor: SimulatedVendor): Promise<{ baseUrl: string; close: () => Promise<void> }> {
  const server: Server = createServer((request, response) => {
    served += 1;
    void vendor.handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    close: async () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** A clock that stands still until it is moved. */
export function movableClock(start: Instant): { now: () => Instant; move: (ms: number) => void; moveTo: (at: Instant) => void } {
  let at = start;
  return {
    now: () => at,
    move: (ms) => {
      at = addMs(at, ms);
    },
    moveTo: (to) => {
      at = to;
    },
  };
}
