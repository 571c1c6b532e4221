import { existsSync } from 'node:fs'
import { locate } from './locate.mjs'
import { say } from './machine.mjs'
import { installFromSystem, onPath } from './system.mjs'

/**
 * The path of the WebDriver of WebKitGTK; installs it when there is none, with its browser and an X server without a
 * screen. `undefined` where it cannot be had: its tests are skipped.
 */
export function webkitDriver() {
  const path = locate({ variable: 'WEBKIT_DRIVER', find, install })
  if (!path) say('no WebKitGTK, so its tests are skipped. Install WebKitWebDriver and Xvfb to run them.')
  return path
}

/** The driver, if Xvfb is there too: WebKitGTK has no headless mode. */
function find() {
  return onPath('Xvfb').some(existsSync) ? onPath('WebKitWebDriver').find(existsSync) : undefined
}

/** Other package managers have it too, under names that were not tried. */
function install() {
  installFromSystem('WebKitGTK', { names: { 'apt-get': 'webkit2gtk-driver xvfb' } })
}
