#!/usr/bin/env bash
# Makes the data folder as a release writes it: make.sh <absolute path of that release, built> <folder to make>
set -euo pipefail
release=$1; data=$2; here=$(cd "$(dirname "$0")" && pwd)
export VENTANILLA_EMBEDDER=hashed-ngrams VENTANILLA_DATA=$data PORT=3991 LOG_LEVEL=error
v() { echo "+ $*"; node "$release/bin/ventanilla.js" "$@" || [ $? -eq 1 ]; }
v import "$here/office.csv" --source office --by 'Ana Ruiz'
cp "$here/golden.jsonl" "$data/golden/office.jsonl"
v retrain --author 'Ana Ruiz'
v promote kb-000001 --by 'Eva Sol' --reason 'first version' --override
node "$here/talk.mjs" "$release" one
group() { v curate list --state all --json 2>/dev/null | node -e '
  const text = require("fs").readFileSync(0, "utf8"), groups = JSON.parse(text.slice(text.indexOf("\n") + 1));
  console.log(groups.find((g) => JSON.stringify(g).includes(process.argv[1])).id)' "$1"; }
v curate add-phrasing "$(group parking)" --pair hours --by 'Ana Ruiz'
v curate approve "$(group parking)" --by 'Eva Sol' --golden
v curate ignore "$(group sourdough)" --by 'Ana Ruiz' --reason 'noise'
v curate approve "$(group sourdough)" --by 'Eva Sol'
v curate out-of-competence "$(group vaccines)" --by 'Ana Ruiz' --reason 'not ours'
v curate reject "$(group vaccines)" --by 'Eva Sol' --reason 'look again'
v import "$here/more.jsonl" --source more --by 'Ana Ruiz'
v retrain --author 'Ana Ruiz'
v shadow start kb-000002 --by 'Ana Ruiz' --reason 'before the canary'
node "$here/talk.mjs" "$release" two
v shadow stop --by 'Ana Ruiz' --reason 'enough seen'
v promote kb-000002 --by 'Eva Sol' --reason 'tasas' --override
v rollback --by 'Eva Sol' --reason 'too early'
v promote kb-000002 --by 'Eva Sol' --reason 'now' --override
v drift
node "$here/talk.mjs" "$release" note
v retire --pair close --by 'Ana Ruiz' --reason 'done elsewhere' || true
v retrain --queue --no-wait
v audit verify
tar -c -C "$data" --owner=0 --group=0 --sort=name . | node -e '
  const { brotliCompressSync, constants } = require("node:zlib");
  const params = { [constants.BROTLI_PARAM_LGWIN]: 24 };
  process.stdout.write(brotliCompressSync(require("node:fs").readFileSync(0), { params }))' > "$here/data.tar.br"
