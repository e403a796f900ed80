// Loaded before the product (`node --import`): the same program on a machine whose clock is CLOCK_SHIFT_MS off. What takes
// days to come about is then made by the product itself, call by call, and not written into its database.
const shift = Number(process.env['CLOCK_SHIFT_MS'] ?? 0)

globalThis.Date = new Proxy(Date, {
  get: (clock, name) => (name === 'now' ? () => clock.now() + shift : Reflect.get(clock, name)),
  construct: (clock, given, self) =>
    Reflect.construct(clock, given.length === 0 ? [clock.now() + shift] : given, self),
})
