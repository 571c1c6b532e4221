import { existsSync } from 'node:fs'
import { stop } from './machine.mjs'

/**
 * The path of a program: what an environment variable says, or else what `find` gives, before or after `install` ran.
 * `undefined` where the program cannot be had. Stops where the variable names no file.
 */
export function locate({ variable, find, install }) {
  const named = process.env[variable]
  if (named) return existsSync(named) ? named : stop(`${variable} is no file: ${named}`)
  const found = find()
  if (found) return found
  install()
  return find()
}
