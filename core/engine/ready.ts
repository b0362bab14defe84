/** What is ready to start, longest remaining path first; among equals what came first. A binary heap: pushing and popping take O(log n). */
export class ReadyQueue<T> {
  private readonly heap: { item: T; priority: number; order: number }[] = [];
  private count = 0;

  get size(): number {
    return this.heap.length;
  }

  push(item: T, priority: number): void {
    const { heap } = this;
    let at = heap.length;
    heap.push({ item, priority, order: this.count++ });
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.before(at, parent)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  pop(): T | undefined {
    const { heap } = this;
    if (heap.length === 0) return undefined;
    this.swap(0, heap.length - 1);
    const first = heap.pop();
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let best = at;
      if (left < heap.length && this.before(left, best)) best = left;
      if (right < heap.length && this.before(right, best)) best = right;
      if (best === at) return first?.item;
      this.swap(at, best);
      at = best;
    }
  }

  private before(a: number, b: number): boolean {
    const [one, other] = [this.heap[a], this.heap[b]];
    if (one === undefined || other === undefined) return false;
    return one.priority > other.priority || (one.priority === other.priority && one.order < other.order);
  }

  private swap(a: number, b: number): void {
    const { heap } = this;
    const [one, other] = [heap[a], heap[b]];
    if (one === undefined || other === undefined) return;
    heap[a] = other;
    heap[b] = one;
  }
}
