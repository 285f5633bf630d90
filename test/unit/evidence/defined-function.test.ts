import { describe, expect, it } from 'vitest';
import { definedFunction } from '../../../src/evidence/diff/facts.ts';

describe('the function that a line defines', () => {
  it.each([
    ['static int pick_slot(struct lot *lot, int size) {', 'pick_slot'],
    ['Route *route_find(Network *net, const char *from)', 'route_find'],
    ['std::optional<Job> Queue::next() const {', 'next'],
    ['auto Printer::estimate(const Job& job) -> double {', 'estimate'],
    ['  double Spool::total(std::vector<int> const &v) const noexcept override {', 'total'],
    ['    private static function parse(array $rows): ?array', 'parse'],
    ['    private suspend fun load(id: String) = withContext(IO) {', 'load'],
    ['fun <T> List<T>.second(): T = this[1]', 'second'],
    ['export const gather = async (items: Item[]) => {', 'gather'],
    ['  async render(story: Story): Promise<string> {', 'render'],
    ['  get total(): number {', 'total'],
    ['    async def load(self):', 'load'],
    ['  def self.build(rows)', 'build'],
    ['func (s *Store) Touch(id string) error {', 'Touch'],
    ['    internal static decimal Sum(IEnumerable<decimal> xs) => xs.Sum();', 'Sum'],
    ['    private final Map<String, X> load(int a) throws IOException {', 'load'],
    ['pub(crate) async fn load<T>(x: T) {', 'load'],
  ])('%s', (line, name) => {
    expect(definedFunction(line)).toBe(name);
  });

  it.each(['if (x > 3) {', 'return foo(bar);', '} else if (a) {', 'x = foo(bar);', 'foo(bar);'])(
    'none in %s',
    (line) => {
      expect(definedFunction(line)).toBeNull();
    },
  );
});
