/** An installed browser, if CHROMIUM names one; as root, it has no sandbox. */
export const launchOptions = {
  ...(process.env.CHROMIUM ? { executablePath: process.env.CHROMIUM } : {}),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
}
