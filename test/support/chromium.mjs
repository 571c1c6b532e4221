/** What Playwright switches off: Chromium obeys only the last list that it is given. */
const alsoOff = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
]

/** The address bar of every window is two pages of its own, which cost more than the one that is tested. */
const addressBar = ['WebUIOmniboxPopup', 'WebUIOmniboxFullPopup', 'WebUIOmniboxAimPopup']

/** A process kept ready for a page that never comes. */
const spare = ['SpareRendererForSitePerProcess']

/** What Chromium is started with, whoever starts it. As root, it has no sandbox. */
export const chromiumArgs = [
  '--disable-dev-shm-usage',
  `--disable-features=${[...alsoOff, ...addressBar, ...spare].join()}`,
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]

/** For Playwright: the Chromium that the setup has found, or else Playwright's own. */
export const launchOptions = {
  ...(process.env.CHROMIUM ? { executablePath: process.env.CHROMIUM } : {}),
  args: chromiumArgs,
}
