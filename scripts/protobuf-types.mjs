// Gives `@meshtastic/protobufs` its types back. The declaration file that the package ships names namespaces
// which it never declares, so every message would be `any`. This writes declarations with the same names, grouped
// as the package groups them at run time, into build/types; tsconfig's `paths` points there.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = dirname(fileURLToPath(import.meta.resolve('@meshtastic/protobufs')));
const out = join(dirname(fileURLToPath(import.meta.url)), '..', 'build', 'types');

const declarationFile = readdirSync(dist).find((name) => name.startsWith('mod') && name.endsWith('.d.ts'));
const declarations = readFileSync(join(dist, declarationFile), 'utf8')
  .replace(/^import .* from "\.\/chunk.*$/m, '')
  .replace(/^export \{[^}]*\};$/m, '')
  .replace(/^(?:declare )?(?=(?:const|type|enum) )/gm, 'export declare ');
const declared = new Set(
  [...declarations.matchAll(/^export declare (?:const|type|enum) (\w+)/gm)].map((match) => match[1]),
);

mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'all.d.ts'), declarations);

const namespaces = Object.entries(await import('@meshtastic/protobufs'));
for (const [namespace, members] of namespaces) {
  const names = Object.keys(members).flatMap((name) => {
    const shape = name.replace(/Schema$/, '');
    return shape !== name && declared.has(shape) ? [name, shape] : [name];
  });
  writeFileSync(
    join(out, `${namespace}.d.ts`),
    `export { ${[...new Set(names)].join(', ')} } from './all.js';\n`,
  );
}
const index = namespaces.map(([namespace]) => `export * as ${namespace} from './${namespace}.js';`);
writeFileSync(join(out, 'index.d.ts'), `${index.join('\n')}\n`);
