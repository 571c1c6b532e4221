import { existsSync } from 'node:fs'
import { say, stop } from './machine.mjs'
import { installFromSystem, onPath } from './system.mjs'

const { env } = process

/**
 * The path of the WebDriver of WebKitGTK; installs it when there is none, with its browser and an X server without a
 * screen. An empty text where it cannot be had: its tests are skipped.
 */
export function webkitDriver() {
  const path = env.WEBKIT_DRIVER
  if (path) return existsSync(path) ? path : stop(`WEBKIT_DRIVER is no file: ${path}`)
  const found = find() ?? install()
  if (!found) say('no WebKitGTK, so its tests are skipped. Install WebKitWebDriver and Xvfb to run them.')
  return found ?? ''
}

/** The driver, if Xvfb is there too: WebKitGTK has no headless mode. */
function find() {
  return onPath('Xvfb').some(existsSync) ? onPath('WebKitWebDriver').find(existsSync) : undefined
}

/** Other package managers have it too, under names that were not tried. */
function install() {
  installFromSystem('WebKitGTK', undefined, { 'apt-get': 'webkit2gtk-driver xvfb' })
  return find()
}
