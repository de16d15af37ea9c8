// Reads a stream of Kubernetes manifests, YAML, from standard input and prints what is wrong with them by the schemas that kubernetes-models has of each kind, one line a fault.
// Stricter than the schemas: a field that they do not name is a fault, as it is to an API server that validates strictly.
"use strict";

const library = require("@kubernetes-models/validate");
const yaml = require("yaml");

const register = library.register;
library.register = (id, schema) => register(id, closed(schema));

function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== "object") return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, key === "enum" ? value : key === "properties" ? mapped(value) : closed(value)]));
  if (copy.properties && copy.additionalProperties === undefined && !copy["x-kubernetes-preserve-unknown-fields"]) copy.additionalProperties = false;
  return copy;
}

const mapped = (properties) => Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, closed(schema)]));

function find(apiVersion, kind) {
  for (const root of ["kubernetes-models", "@kubernetes-models/keda", "@kubernetes-models/prometheus-operator"]) {
    try {
      return require(`${root}/${apiVersion}/${kind}`)[kind];
    } catch (fault) {
      if (fault.code !== "MODULE_NOT_FOUND" && fault.code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw fault;
    }
  }
  return null;
}

let count = 0;
for (const document of yaml.parseAllDocuments(require("fs").readFileSync(0, "utf8"), { uniqueKeys: true })) {
  count++;
  for (const fault of document.errors) console.log(`document ${count}: ${fault.message}`);
  const manifest = document.toJS() ?? {};
  const name = `${manifest.apiVersion} ${manifest.kind} ${manifest.metadata?.name}`;
  const Model = find(manifest.apiVersion, manifest.kind);
  if (Model === null) {
    console.log(`${name}: no such kind is known`);
    continue;
  }
  try {
    new Model(manifest).validate();
  } catch (fault) {
    if (!fault.errors) throw fault;
    // Branches of oneOf fail for every other branch too: the deepest fault is the one meant.
    for (const error of fault.errors.filter((e) => e.keyword !== "oneOf" && !(e.keyword === "type" && e.params.type === "null")))
      console.log(`${name}: ${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
  }
}
console.log(`checked ${count}`);
