// Opens pages for screens (.html) in headless Chromium and says what axe-core and a ruler find:
//   node pages.js FOLDER [PICTURES] < makes a picture of each page at each width where a second folder is given
// Exit code 1 where something is wrong. NODE_PATH has playwright-core and axe-core, CHROMIUM the browser.
const fs = require('fs');
const path = require('path');
const { pathToFileURL } = require('url');
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const WIDTHS = [1366, 768, 360, 320];

// What stands on the page: the text of its body, and what of it a search in the page cannot find.
function look() {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const beyond = [...document.querySelectorAll('body *')].filter(e => {
    if (e.closest('.vh, thead, .skip') && getComputedStyle(e).position !== 'static') return false;
    if (e.closest('thead') && innerWidth < 1000) return false;
    const box = e.getBoundingClientRect();
    return box.width > 0 && (box.right > innerWidth + 1 || e.scrollWidth > e.clientWidth + 2 && getComputedStyle(e).overflowX === 'hidden' && !e.closest('.vh, thead'));
  });
  const hidden = [...document.querySelectorAll('body *')].filter(e => {
    const style = getComputedStyle(e);
    return (style.display === 'none' || style.visibility === 'hidden') && e.textContent.trim() && e.tagName !== 'RP';
  });
  const name = e => `${e.tagName}.${e.className} "${e.textContent.trim().slice(0, 30)}"`;
  return { wide, beyond: beyond.slice(0, 3).map(name), hidden: hidden.slice(0, 3).map(name) };
}

(async () => {
  const [folder, pictures] = process.argv.slice(2);
  const files = fs.readdirSync(folder).filter(f => f.endsWith('.html')).sort();
  const profile = fs.mkdtempSync(path.join(require('os').tmpdir(), 'pages-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    headless: true,
    bypassCSP: true,
    locale: 'ja-JP',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  let faults = 0;
  const fault = text => { faults += 1; console.log(`  ${text}`); };
  for (const file of files) {
    const page = await context.newPage();
    const loads = [];
    page.on('request', r => { if (!/^(file|data):/.test(r.url())) loads.push(r.url()); });
    page.on('pageerror', e => fault(`${file}: ${e}`));
    await page.goto(pathToFileURL(path.join(folder, file)).href);
    const told = [];
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const seen = await page.evaluate(look);
      if (seen.wide > 0 && width <= 768) fault(`${file} at ${width} px: ${seen.wide} px to scroll to the side`);
      if (width <= 768) seen.beyond.forEach(e => fault(`${file} at ${width} px: beyond the edge: ${e}`));
      seen.hidden.forEach(e => fault(`${file} at ${width} px: hidden: ${e}`));
      if (pictures) await page.screenshot({ path: path.join(pictures, `${path.basename(file, '.html')}-${width}.png`) });
      if (width === 768 || width === 360) continue;
      await page.evaluate(axe);
      const found = await page.evaluate(() => axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        resultTypes: ['violations'],
      }));
      for (const v of found.violations) fault(`${file} at ${width} px: ${v.id} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 120)}`);
      told.push(`${width} px: ${found.violations.length}`);
    }
    loads.forEach(url => fault(`${file}: loads ${url}`));
    console.log(`${file}: axe ${told.join(', ')}`);
    await page.close();
  }
  await context.close();
  fs.rmSync(profile, { recursive: true, force: true });
  if (!files.length) fault('no page');
  process.exit(faults ? 1 : 0);
})();
