"""llama.cpp's C interface out of a Python package that carries it prebuilt (xllamacpp), through ctypes.

Only functions and layouts that llama.h has kept for long are used. The parameter structs are taken by value from
llama_*_default_params() into buffers larger than they are; the first field of the context's (n_ctx) is all that is set.
"""
import ctypes
import importlib.util
import pathlib


class Params(ctypes.Structure):
    """Room for a parameter struct of any version: passed in memory, read only as far as it goes."""
    _fields_ = [("words", ctypes.c_uint32 * 256)]


class Batch(ctypes.Structure):
    """struct llama_batch."""
    _fields_ = [("n_tokens", ctypes.c_int32), ("token", ctypes.c_void_p), ("embd", ctypes.c_void_p),
                ("pos", ctypes.c_void_p), ("n_seq_id", ctypes.c_void_p), ("seq_id", ctypes.c_void_p),
                ("logits", ctypes.c_void_p)]


LogCallback = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)


def load_library():
    spec = importlib.util.find_spec("xllamacpp")
    if spec is None:
        raise SystemExit("xllamacpp is not installed: pip install xllamacpp")
    lib = ctypes.CDLL(str(next(pathlib.Path(spec.origin).parent.glob("xllamacpp*.so"))))
    p, i, z = ctypes.c_void_p, ctypes.c_int32, ctypes.c_char_p
    for name, result, arguments in [
            ("llama_backend_init", None, []), ("llama_log_set", None, [LogCallback, p]),
            ("llama_model_default_params", Params, []), ("llama_context_default_params", Params, []),
            ("llama_model_load_from_file", p, [z, Params]), ("llama_init_from_model", p, [p, Params]),
            ("llama_free", None, [p]), ("llama_model_free", None, [p]), ("llama_get_memory", p, [p]),
            ("llama_memory_clear", None, [p, ctypes.c_bool]), ("llama_set_n_threads", None, [p, i, i]),
            ("llama_batch_get_one", Batch, [p, i]), ("llama_decode", i, [p, Batch]), ("llama_synchronize", None, [p]),
            ("llama_get_logits_ith", ctypes.POINTER(ctypes.c_float), [p, i]), ("llama_model_get_vocab", p, [p]),
            ("llama_vocab_n_tokens", i, [p]), ("llama_vocab_is_eog", ctypes.c_bool, [p, i]),
            ("llama_tokenize", i, [p, z, i, p, i, ctypes.c_bool, ctypes.c_bool]),
            ("llama_model_size", ctypes.c_uint64, [p]), ("llama_model_n_params", ctypes.c_uint64, [p]),
            ("llama_print_system_info", z, [])]:
        function = getattr(lib, name)
        function.restype, function.argtypes = result, arguments
    lib.quiet = LogCallback(lambda level, text, data: None)
    lib.llama_log_set(lib.quiet, None)
    lib.llama_backend_init()
    return lib


class Llama:
    """One model with one context of n_ctx tokens."""

    def __init__(self, path, n_ctx, threads):
        self.lib = load_library()
        self.model = self.lib.llama_model_load_from_file(str(path).encode(), self.lib.llama_model_default_params())
        if not self.model:
            raise SystemExit(f"llama.cpp does not load {path}")
        params = self.lib.llama_context_default_params()
        if params.words[0] != 512 or params.words[1] != 2048:  # n_ctx, n_batch
            raise SystemExit("llama_context_params begins otherwise in this version: look at libllama.py")
        params.words[0] = n_ctx
        self.context = self.lib.llama_init_from_model(self.model, params)
        if not self.context:
            raise SystemExit("llama.cpp makes no context")
        self.vocab = self.lib.llama_model_get_vocab(self.model)
        self.n_vocab = self.lib.llama_vocab_n_tokens(self.vocab)
        self.lib.llama_set_n_threads(self.context, threads, threads)

    def clear(self):
        self.lib.llama_memory_clear(self.lib.llama_get_memory(self.context), True)

    def decode(self, tokens):
        array = (ctypes.c_int32 * len(tokens))(*tokens)
        status = self.lib.llama_decode(self.context, self.lib.llama_batch_get_one(ctypes.addressof(array), len(tokens)))
        if status != 0:
            raise SystemExit(f"llama_decode: {status}")
        self.lib.llama_synchronize(self.context)

    def logits(self):
        return self.lib.llama_get_logits_ith(self.context, -1)

    def tokenize(self, text, add_special):
        data = text.encode()
        out = (ctypes.c_int32 * (len(data) + 16))()
        n = self.lib.llama_tokenize(self.vocab, data, len(data), ctypes.addressof(out), len(out), add_special, False)
        return list(out[:n])

    def is_eog(self, token):
        return self.lib.llama_vocab_is_eog(self.vocab, token)
