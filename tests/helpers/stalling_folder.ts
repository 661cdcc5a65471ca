import type { OpenedFile } from "../../server/files/shared_folder.ts";
import { MemoryFolder } from "./memory_folder.ts";

/** A shared folder whose files stop half way, until the test lets them continue. */
export class StallingFolder extends MemoryFolder implements Disposable {
  readonly #going = Promise.withResolvers<void>();

  /** Sends the other halves. */
  goOn(): void {
    this.#going.resolve();
  }

  [Symbol.dispose](): void {
    this.goOn();
  }

  override async open(name: string): Promise<OpenedFile> {
    const file = await super.open(name);
    const half = file.size / 2;
    const hold = this.#going.promise;
    return {
      ...file,
      stream(offset, end) {
        let passed = offset;
        const stall = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
          async transform(chunk, controller) {
            const now = Math.max(0, half - passed);
            controller.enqueue(chunk.slice(0, now));
            passed += chunk.length;
            if (passed > half) await hold;
            controller.enqueue(chunk.slice(now));
          },
        });
        return file.stream(offset, end).pipeThrough(stall);
      },
      [Symbol.dispose]: () => file[Symbol.dispose](),
    };
  }
}
