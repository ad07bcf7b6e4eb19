// Turns Vite's output (build/) into what the Go package embeds (../dist/): every
// file compressed, nothing uncompressed, so that the binary carries each byte once.
import { readdir, readFile, writeFile, rm, mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync, constants } from 'node:zlib';

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const from = join(web, 'build');
const to = join(web, '..', 'dist');
// Kept: the placeholder that lets the Go package build from a clean clone.
const placeholder = '.gitignore';

await mkdir(to, { recursive: true });
for (const name of await readdir(to)) {
  if (name !== placeholder) await rm(join(to, name), { recursive: true });
}

let files = 0;
let plain = 0;
let packed = 0;
const entries = (await readdir(from, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
  .map((entry) => relative(from, join(entry.parentPath ?? entry.path, entry.name)))
  .sort();
// index.html last: its presence says that the build is whole.
entries.sort((a, b) => Number(a === 'index.html') - Number(b === 'index.html'));
for (const name of entries) {
  const content = await readFile(join(from, name));
  const gz = gzipSync(content, { level: constants.Z_BEST_COMPRESSION });
  const target = join(to, `${name}.gz`);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, gz);
  files += 1;
  plain += content.length;
  packed += gz.length;
}
const mb = (bytes) => (bytes / 1e6).toFixed(2);
console.log(`packed ${files} files, ${mb(plain)} MB -> ${mb(packed)} MB gzipped`);
