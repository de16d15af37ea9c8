// Prints what npm's onnx-proto, compiled from onnx.proto3, reads of a model: node onnx-peer.js FOLDER-OF-NODE-MODULES MODEL
const path = require('path');
const fs = require('fs');
const { onnx } = require(path.join(process.argv[2], 'onnx-proto'));
const model = onnx.ModelProto.decode(fs.readFileSync(process.argv[3]));
// By its bits: languages write floats as texts in ways of their own.
const float = f => { const bits = Buffer.alloc(4); bits.writeFloatBE(f); return bits.toString('hex'); };
const dims = type => type.tensorType.shape.dim.map(d => (d.dimParam || !(Number(d.dimValue) > 0) ? -1 : Number(d.dimValue)));
const value = v => [v.name, v.type.tensorType.elemType, ...dims(v.type)].join(' ');
const lines = [`ir ${model.irVersion} producer ${model.producerName}`];
for (const o of model.opsetImport) lines.push(`opset ${o.domain} ${o.version}`);
for (const v of model.graph.input) lines.push(`input ${value(v)}`);
for (const v of model.graph.output) lines.push(`output ${value(v)}`);
for (const t of model.graph.initializer) lines.push(`weight ${t.name} ${t.dataType} ${t.dims.join(' ')}`);
for (const n of model.graph.node) {
    const attributes = n.attribute.map(a => `${a.name}:${a.type === 2 ? a.i : a.type === 1 ? float(a.f) : a.type === 7 ? a.ints.join(',') : a.type === 6 ? a.floats.map(float).join(',') : a.type === 3 ? Buffer.from(a.s).toString() : a.type === 4 ? `tensor ${a.t.dataType} ${a.t.dims.join(',')}` : '?'}`);
    lines.push(`node ${n.name} ${n.domain} ${n.opType} ${n.input.join(' ')} > ${n.output.join(' ')} ${attributes.join(' ')}`);
}
console.log(lines.join('\n'));
