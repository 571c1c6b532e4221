/** One argument is the data, and several are a list of them. */
export function dataOfArguments(args: readonly unknown[]): unknown {
  return args.length > 1 ? args : args[0]
}
