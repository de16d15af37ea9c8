// Speaks lines of JSON: a schema and bytes in, the value as avsc sees it and the bytes as avsc writes them out.
// Values: null, boolean, int as they are; long as decimal text; float, double, bytes and fixed as hex (little-endian);
// string, enum as text; array a list; map a list of pairs; record a list in field order; union {"i": branch, "v": value}.
'use strict';
const avsc = require('avsc');
const readline = require('readline');

// Longs as BigInt: avsc's own ones lose digits beyond 2^53.
const longType = avsc.types.LongType.__with({
  fromBuffer: (buffer) => buffer.readBigInt64LE(),
  toBuffer: (value) => { const buffer = Buffer.alloc(8); buffer.writeBigInt64LE(value); return buffer; },
  fromJSON: (json) => BigInt(json),
  toJSON: (value) => Number(value),
  isValid: (value) => typeof value === 'bigint' && BigInt.asIntN(64, value) === value,
  compare: (a, b) => (a === b ? 0 : a < b ? -1 : 1),
});

const isLong = (schema) => schema === 'long' || (schema && schema.type === 'long');
const parse = (schema) => avsc.Type.forSchema(JSON.parse(schema), { typeHook: (inner) => (isLong(inner) ? longType : undefined), wrapUnions: true });

const floatHex = (value) => { const buffer = Buffer.alloc(4); buffer.writeFloatLE(Number(value)); return buffer.toString('hex'); };
const doubleHex = (value) => { const buffer = Buffer.alloc(8); buffer.writeDoubleLE(Number(value)); return buffer.toString('hex'); };

function dump(type, value) {
  switch (type.typeName) {
    case 'abstract:long': return value.toString();
    case 'float': return floatHex(value);
    case 'double': return doubleHex(value);
    case 'bytes': case 'fixed': return value.toString('hex');
    case 'array': return value.map((item) => dump(type.itemsType, item));
    case 'map': return Object.keys(value).map((key) => [key, dump(type.valuesType, value[key])]);
    case 'record': return type.fields.map((field) => dump(field.type, value[field.name]));
    case 'union:wrapped': {
      const name = value === null ? 'null' : Object.keys(value)[0];
      const index = type.types.findIndex((branch) => branch.branchName === name);
      return { i: index, v: value === null ? null : dump(type.types[index], value[name]) };
    }
    default: return value;
  }
}

function build(type, json) {
  switch (type.typeName) {
    case 'abstract:long': return BigInt(json);
    case 'float': return Buffer.from(json, 'hex').readFloatLE();
    case 'double': return Buffer.from(json, 'hex').readDoubleLE();
    case 'bytes': case 'fixed': return Buffer.from(json, 'hex');
    case 'array': return json.map((item) => build(type.itemsType, item));
    case 'map': return Object.fromEntries(json.map(([key, item]) => [key, build(type.valuesType, item)]));
    case 'record': return Object.fromEntries(type.fields.map((field, i) => [field.name, build(field.type, json[i])]));
    case 'union:wrapped': {
      const branch = type.types[json.i];
      return branch.typeName === 'null' ? null : { [branch.branchName]: build(branch, json.v) };
    }
    default: return json;
  }
}

const verbs = {
  hello: () => ({ version: require('avsc/package.json').version }),
  exchange: ({ schema, hex, value }) => {
    const type = parse(schema);
    return { value: dump(type, type.fromBuffer(Buffer.from(hex, 'hex'))), hex: type.toBuffer(build(type, value)).toString('hex') };
  },
  canonical: ({ schema }) => ({ canonical: JSON.stringify(parse(schema).schema()) }),
  resolve: ({ writer, reader, hex }) => {
    const from = parse(writer);
    const to = parse(reader);
    return { value: dump(to, to.fromBuffer(Buffer.from(hex, 'hex'), to.createResolver(from))) };
  },
};

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  let answer;
  try {
    const request = JSON.parse(line);
    answer = verbs[request.verb](request);
  } catch (error) {
    answer = { error: String(error && error.stack) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
