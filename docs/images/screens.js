// Makes docs/images/screens.png, a page on a desktop and on a telephone: node screens.js PAGE (see make.sh).
const path = require('path');
const { pathToFileURL } = require('url');
const { chromium } = require('playwright-core');

(async () => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    headless: true,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  const shots = [];
  for (const [width, height] of [[1200, 660], [360, 660]]) {
    const page = await browser.newPage({ viewport: { width, height }, bypassCSP: true });
    await page.goto(pathToFileURL(process.argv[2]).href);
    await page.evaluate(() => document.querySelector('tbody tr[id]').scrollIntoView());
    shots.push((await page.screenshot()).toString('base64'));
  }
  const page = await browser.newPage({ viewport: { width: 1200 + 360 + 36, height: 660 + 24 } });
  await page.setContent(`<body style="margin:12px;background:#cdcdcd;display:flex;gap:12px">${
    shots.map(s => `<img src="data:image/png;base64,${s}">`).join('')}</body>`);
  await page.screenshot({ path: path.join(__dirname, 'screens.png') });
  await browser.close();
})();
