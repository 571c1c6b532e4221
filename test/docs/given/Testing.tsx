// What Testing.mdx speaks of, as the recipe of the README does.

export * from './README.Testing'
export { url } from './README'
