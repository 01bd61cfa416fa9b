/**
 * The other end of a session in Python: PyPI's onnxruntime and numpy. Messages in both directions are
 * the length of a header as four bytes, the header as JSON, and the bytes that it announces.
 */
export const script = `
import sys
sys.path[:] = [path for path in sys.path if path not in ("", ".")]
import json, os, struct, threading, time

limit, mark = int(sys.argv[1]), sys.argv[2]
parent = os.getppid()
# What libraries print must not reach the messages.
answers = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)
requests = sys.stdin.buffer

def guard():
    page = os.sysconf("SC_PAGE_SIZE")
    while True:
        time.sleep(0.025)
        if os.getppid() != parent:
            os._exit(1)
        try:
            with open("/proc/self/statm") as file:
                resident = int(file.read().split()[1]) * page
        except OSError:
            continue
        if resident > limit:
            os.write(2, mark.encode())
            os._exit(1)

if hasattr(os, "sysconf"):
    threading.Thread(target=guard, daemon=True).start()

def read():
    size = requests.read(4)
    if len(size) < 4:
        sys.exit()
    return json.loads(requests.read(struct.unpack("<I", size)[0]))

def answer(header, *parts):
    text = json.dumps(header).encode()
    answers.write(struct.pack("<I", len(text)) + text)
    for part in parts:
        answers.write(part)
    answers.flush()

def open_model(header):
    data = requests.read(header["bytes"])
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    source = header["path"] if "path" in header else data
    session = onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    answer({"version": onnxruntime.__version__, "tensors": []})
    return session

# Each text is its length and its UTF-8, as in runtime/texts.ts.
def texts_of(data):
    start = 0
    while start < len(data):
        end = start + 4 + struct.unpack_from("<I", data, start)[0]
        yield data[start + 4 : end].decode()
        start = end

def bytes_of(value):
    if value.dtype != object:
        return value.tobytes()
    texts = [text.encode() for text in value.ravel()]
    return b"".join(struct.pack("<I", len(text)) + text for text in texts)

def run(session, header):
    import numpy
    feeds = {}
    for tensor in header["tensors"]:
        data = requests.read(tensor["bytes"])
        if tensor["dtype"] == "string":
            values = numpy.array(list(texts_of(data)), dtype=object)
        else:
            values = numpy.frombuffer(data, tensor["dtype"])
        feeds[tensor["name"]] = values.reshape(tensor["dims"])
    names = header["fetches"] or [value.name for value in session.get_outputs()]
    values = [numpy.ascontiguousarray(value) for value in session.run(names, feeds)]
    parts = [bytes_of(value) for value in values]
    types = ["string" if value.dtype == object else str(value.dtype) for value in values]
    tensors = [
        {"name": name, "dtype": dtype, "dims": list(value.shape), "bytes": len(part)}
        for name, dtype, value, part in zip(names, types, values, parts)
    ]
    answer({"tensors": tensors}, *parts)

session = None
while True:
    header = read()
    try:
        if session is None:
            session = open_model(header)
        else:
            run(session, header)
    except ImportError as error:
        answer({"missing": str(error)})
    except Exception as error:
        answer({"error": str(error)})
`;
