"""Speaks lines of JSON: a schema and bytes in, the value as python3-avro sees it and the bytes as it writes them out.

Values: null, boolean, int as they are; long as decimal text; float, double, bytes and fixed as hex (little-endian);
string, enum as text; array a list; map a list of pairs; record a list in field order; union {"i": branch, "v": value}.
"""
import datetime
import io
import json
import struct
import sys

import avro
import avro.io
import avro.schema

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
DAY = datetime.datetime(1970, 1, 1)
MICROSECOND = datetime.timedelta(microseconds=1)


class Branch:
    """A union's value with the branch that it is of."""

    def __init__(self, index, value):
        self.index = index
        self.value = value


class Reader(avro.io.DatumReader):
    """Keeps the branch that was read: the library's own reader drops it."""

    def read_union(self, writers_schema, readers_schema, decoder):
        index = int(decoder.read_long())
        branch = writers_schema.schemas[index]
        return Branch(index, self.read_data(branch, branch, decoder))


class Writer(avro.io.DatumWriter):
    """Takes the branch that it is told: the library's own writer takes the last that fits, and looks at the outermost level only."""

    def write_union(self, writers_schema, datum, encoder):
        encoder.write_long(datum.index)
        self.write_data(writers_schema.schemas[datum.index], datum.value, encoder)


def physical(value, logical):
    """The number under a date or time."""
    if isinstance(value, datetime.datetime):
        micros = (value - EPOCH) // MICROSECOND
        return micros if logical.endswith("micros") else micros // 1000
    if isinstance(value, datetime.date):
        return (datetime.datetime.combine(value, datetime.time()) - DAY).days
    if isinstance(value, datetime.time):
        micros = (datetime.datetime.combine(DAY, value) - DAY) // MICROSECOND
        return micros if logical.endswith("micros") else micros // 1000
    return value


def meaning(number, logical):
    """The date or time of a number."""
    if logical == "date":
        return (DAY + datetime.timedelta(days=number)).date()
    if logical in ("timestamp-millis", "timestamp-micros"):
        return EPOCH + datetime.timedelta(microseconds=number * (1 if logical.endswith("micros") else 1000))
    if logical in ("time-millis", "time-micros"):
        return (DAY + datetime.timedelta(microseconds=number * (1 if logical.endswith("micros") else 1000))).time()
    return number


def dump(schema, value):
    kind = schema.type
    if kind in ("int", "long"):
        number = physical(value, getattr(schema, "logical_type", None))
        return number if kind == "int" else str(number)
    if kind == "float":
        return struct.pack("<f", value).hex()
    if kind == "double":
        return struct.pack("<d", value).hex()
    if kind in ("bytes", "fixed"):
        return value.hex()
    if kind == "array":
        return [dump(schema.items, item) for item in value]
    if kind == "map":
        return [[key, dump(schema.values, item)] for key, item in value.items()]
    if kind == "record":
        return [dump(field.type, value[field.name]) for field in schema.fields]
    if kind == "union":
        # Without a branch the union is nullable: [null, type].
        branch = value if isinstance(value, Branch) else Branch(0 if value is None else 1, value)
        return {"i": branch.index, "v": dump(schema.schemas[branch.index], branch.value)}
    return value


def build(schema, value):
    kind = schema.type
    if kind in ("int", "long"):
        return meaning(int(value), getattr(schema, "logical_type", None))
    if kind == "float":
        return struct.unpack("<f", bytes.fromhex(value))[0]
    if kind == "double":
        return struct.unpack("<d", bytes.fromhex(value))[0]
    if kind in ("bytes", "fixed"):
        return bytes.fromhex(value)
    if kind == "array":
        return [build(schema.items, item) for item in value]
    if kind == "map":
        return {key: build(schema.values, item) for key, item in value}
    if kind == "record":
        return {field.name: build(field.type, item) for field, item in zip(schema.fields, value)}
    if kind == "union":
        return Branch(value["i"], build(schema.schemas[value["i"]], value["v"]))
    return value


def hello(_):
    return {"version": getattr(avro, "__version__", "1.11")}


def exchange(request):
    schema = avro.schema.parse(request["schema"])
    source = io.BytesIO(bytes.fromhex(request["hex"]))
    value = Reader(schema).read(avro.io.BinaryDecoder(source))
    if source.read(1):
        raise ValueError("bytes are left")
    written = io.BytesIO()
    Writer().write_data(schema, build(schema, request["value"]), avro.io.BinaryEncoder(written))
    return {"value": dump(schema, value), "hex": written.getvalue().hex()}


def canonical(request):
    return {"canonical": avro.schema.parse(request["schema"]).canonical_form}


def resolve(request):
    writer = avro.schema.parse(request["writer"])
    reader = avro.schema.parse(request["reader"])
    source = io.BytesIO(bytes.fromhex(request["hex"]))
    return {"value": dump(reader, avro.io.DatumReader(writer, reader).read(avro.io.BinaryDecoder(source)))}


VERBS = {"hello": hello, "exchange": exchange, "canonical": canonical, "resolve": resolve}

for line in sys.stdin:
    try:
        request = json.loads(line)
        answer = VERBS[request["verb"]](request)
    except Exception as error:  # the other side reports it with the schema at hand
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
