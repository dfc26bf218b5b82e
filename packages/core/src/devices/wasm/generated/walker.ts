// Made by scripts/build-wasm.ts: do not edit.

/** The text of threads/walker.ts without its types. */
export const walkerSource: string = `function releaseMemory() {
    new ArrayBuffer(2 ** 26);
}
function serve(port) {
    const walks = new Map();
    const load = (order) => {
        const { exports } = new WebAssembly.Instance(order.module, {
            env: { memory: order.memory, now: () => performance.now() },
        });
        const walk = exports.walk;
        return { stop: exports.stop, walk: () => walk(order.thread, order.threads) !== 0 };
    };
    const drop = (program) => {
        walks.delete(program);
        releaseMemory();
    };
    port.onmessage = ({ data }) => {
        try {
            if (data.kind === "load")
                walks.set(data.program, load(data));
            else if (data.kind === "drop")
                drop(data.program);
            else if (walks.get(data.program)?.walk())
                port.postMessage({ program: data.program });
        }
        catch (error) {
            walks.get(data.program)?.stop();
            port.postMessage({ failure: String(error) });
        }
    };
}
`;
