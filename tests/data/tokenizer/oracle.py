"""Pre-tokenizers as the models' own tokenizer.json define them, and texts to try them on. Needs: pip install tokenizers."""
import random

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

CONTRACTION = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
UPPER, LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
O200K = (r"[^\r\n\p{L}\p{N}]?" + UPPER + "*" + LOWER + "+%s|" + r"[^\r\n\p{L}\p{N}]?" + UPPER + "+" + LOWER + "*%s|"
         r"%s| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
CL100K = (CONTRACTION + r"|[^\r\n\p{L}\p{N}]?\p{L}+|%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
BLOOM = " ?[^(\\s|[.,!?…。，、।۔،])]+"
DEEPSEEK_CASED = (
    "A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝὟ-\u1F7Dᾀ-ᾴᾶ-ᾼ\u1FBEῂ-ῄῆ-ῌῐ-\u1FD3ῖ-\u1FDBῠ-Ῥῲ-ῴῶ-ῼ"
    "ℂℇℊ-ℓℕℙ-ℝℤ\u2126ℨ\u212a-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃")
DEEPSEEK_WORDS = (r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"""
                  r"""| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+""")
KIMI = "|".join([
    r"[\p{Han}]+",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+" + CONTRACTION + "?",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*" + CONTRACTION + "?",
    r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])


def split(pattern):
    return pre_tokenizers.Split(Regex(pattern), "isolated")


def byte_level(use_regex):
    return pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=use_regex)


def digits(individual):
    return pre_tokenizers.Digits(individual_digits=individual)


# tokenizer.ggml.pre: the steps before the text becomes bytes.
PRE = {
    "gpt-2": [byte_level(True)],
    "llama-bpe": [split(CL100K % r"\p{N}{1,3}"), byte_level(False)],
    "qwen2": [split(CL100K % r"\p{N}"), byte_level(False)],
    "qwen35": [split(CONTRACTION + r"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*"
                     r"|\s*[\r\n]+|\s+(?!\S)|\s+"), byte_level(False)],
    "smollm": [digits(True), byte_level(True)],
    "falcon": [pre_tokenizers.Punctuation("contiguous"), byte_level(True), digits(False), split("[0-9][0-9][0-9]")],
    "deepseek-llm": [split("[\r\n]"), split(r"\s?[%s]+" % DEEPSEEK_CASED), split(r"\s?[!-/:-~！-／：-～‘-‟　-。]+"),
                     split(r"\s+$"), split("[一-龥ࠀ-一가-\ud7ff]+"),
                     digits(False), byte_level(False)],
    "deepseek-coder": [split("[\r\n]"), split(r"\s?\p{L}+"), split(r"\s?\p{P}+"), split("[一-龥ࠀ-一가-\ud7ff]+"),
                       digits(True), byte_level(False)],
    "deepseek-v3": [split(r"\p{N}{1,3}"), split("[一-龥\u3040-ゟ゠-ヿ]+"), split(DEEPSEEK_WORDS), byte_level(False)],
    "tekken": [split(O200K % ("", "", r"\p{N}")), byte_level(False)],
    "gpt-4o": [split(O200K % (CONTRACTION + "?", CONTRACTION + "?", r"\p{N}{1,3}")), byte_level(False)],
    "youtu": [split("[가-힣ㄱ-ㆎ]+|[！…“”‘’—：；，、-〿︰-﹏]+|[ㄅ-ㄯ]+|[一-龥\u3040-ゟ゠-ヿ]+"),
              split(O200K % (CONTRACTION + "?", CONTRACTION + "?", r"\p{N}")), byte_level(False)],
    "kimi-k2": [split(KIMI), byte_level(False)],
    "superbpe": [split(r"\p{N}+"), split(r"(?=(\d{3})+(?!\d))"), byte_level(False)],
    "bailingmoe": [split(r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*"
                         r"|\s*[\r\n]|\s+(?!\S)|\s+"), byte_level(False)],
    "seed-coder": [split(CONTRACTION + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+|\s*[\r\n]+"
                         r"|\s+(?!\S)|\s+"), byte_level(False)],
    "bloom": [split(BLOOM), byte_level(False)],
    "viking": [split(BLOOM), digits(True), byte_level(False)],
    "exaone-moe": [split(CONTRACTION + r"|[^\r\n\p{L}\p{N}]?(?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+|\p{N}"
                         r"| ?[^\s\p{L}\p{N}]+[\r\n/]?|\s*[\r\n]|\s+(?!\S)|\s+"), byte_level(False)],
    "tiny_aya": [split(r"\d{1,3}(?=(?:\d{3})*\b)"),
                 split(O200K % (CONTRACTION + "?", CONTRACTION + "?", r"\p{N}{1,3}")), byte_level(False)],
    "jais-2": [split(CONTRACTION + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
                     r"|\s{512}(?!\S)|\s{256}(?!\S)|\s{128}(?!\S)|\s{64}(?!\S)|\s{32}(?!\S)|\s{16}(?!\S)|\s{8}(?!\S)"
                     r"|\s{4}(?!\S)|\s{1,2}(?!\S)|\s{1}"), byte_level(False)],
}
IGNORES_MERGES = {"llama-bpe", "tekken", "youtu"}

WORDS = ("the The THE quick brown fox jumped over lazy dogs and I'll you're we've IT'S don't DON'T he'd I'm 'tis camelCaseWord "
         "HTTPServer snake_case foo.bar() x+=1; //comment /* c */ #include <vector> def f(x): return x**2 \"quoted\" 'single' "
         "https://example.org/a?b=c&d=%20 user@mail.com 1 12 123 1234 12345 1234567 3.14159 1,000,000 0xFF ½ ² ٣٤٥ १२३ "
         "Ⅷ ① café naïve Ünïcödé straße ﬁne ŉ ſ K 'ſ İstanbul нещо Български Ελληνικά עברית العربية فارسی۔ हिन्दी தமிழ் ไทยภาษา "
         "ខ្មែរ မြန်မာ ქართული Հայերեն 한국어 조선말 日本語 カタカナ ひらがな 中文字符 我想在apple工作 漢字，。！？ 𠀀𠀁 𪛖 𫝀 𫠝 𬺡 𮯠 𰀀 𱍐 "
         "ἄνθρωπος Ǆ ǅ ǆ ꭰꭱ 𐐀𐐁 𞤀𞤁 ʰʲ ª º").split()
PIECES = ["😀", "🚀", "👩‍👩‍👧‍👦", "😶‍🌫️", "🏳️‍🌈", "👍🏽", "🇩🇪", "✅", "❤️", "🫨", "🪿", "e\u0301", "a\u0308\u0323", "\u0300", "\u20e3", "\u093c", "\u0e31",
          "\u200b", "\u200c", "\u200d", "\ufeff", "\u00ad", "\u2028", "\u2029", "\u0085", "\u00a0", "\u3000", "\u1680", "\u202f",
          "\x00", "\x1f", "\x7f", "\u0378", "\ue000", "\U000f0000", "\U0010ffff", "\ufffd", "\u1c89", "\ua7cb", "\U00010d4a",
          "\U0001e5d0", "\U000323b0", "\U0002ebf0", "\U00016d40", "\u2427", "…", "—", "‘", "’", "“", "”", "。", "、", "〿", "︰", "！", "～", "ㄅㄆ", "ㅎㅎ",
          "।", "۔", "،", "(", ")", "|", "[", "]", "$", "+", "<", "=", ">", "^", "~", "`", "_", "-", "--", "==", "{}", "\\", "/", "//"]
BLANKS = [" ", "  ", "   ", "    ", " " * 7, " " * 16, " " * 33, "\t", "\t\t", "\n", "\n\n", "\r\n", "\r", " \n", "\n ", "\n    ",
          " \t \n \r\n  ", "\u3000\n", "\u00a0 "]


def texts(n, seed, specials=()):
    """n strings, the same for the same arguments: words of many scripts, symbols, blanks, code points at random."""
    rng = random.Random(seed)
    out = []
    for _ in range(n):
        parts = []
        kind = rng.random()
        for _ in range(rng.choice((1, 1, 2, 3, 5, 8, 13, 30))):
            r = rng.random()
            if r < 0.40:
                parts.append(rng.choice(WORDS))
            elif r < 0.55:
                parts.append(rng.choice(PIECES))
            elif r < 0.78:
                parts.append(rng.choice(BLANKS) if kind < 0.6 else " ")
            elif r < 0.84:
                parts.append(str(rng.randrange(10 ** rng.randrange(1, 14))))
            elif r < 0.88:
                parts.append(rng.choice("aAzZ .!'\n\t-_é中") * rng.randrange(1, 40))
            elif r < 0.91 and specials:
                parts.append(rng.choice(specials))
            elif r < 0.94:
                c = rng.choice((rng.randrange(0x20, 0x3000), rng.randrange(0x110000), rng.randrange(0x1F000, 0x1FB00)))
                parts.append(chr(c) if not 0xD800 <= c < 0xE000 else "?")
            else:
                parts.append("".join(rng.choice("abcdeABCDE'st1. \n") for _ in range(rng.randrange(1, 12))))
        out.append("".join(parts))
    return out


def merges_of(strings):
    pairs = []
    for merge in strings:
        at = merge.index(" ", 1)
        pairs.append((merge[:at], merge[at + 1 :]))
    return pairs


def byte_bpe(tokens, types, merges, pre):
    """A Tokenizer from what a GGUF file says (token types: 3 control, 4 user-defined)."""
    special = [i for i, t in enumerate(types) if t in (2, 3, 4)]
    vocab = {t: i for i, t in enumerate(tokens)}
    out = Tokenizer(models.BPE(vocab=vocab, merges=merges_of(merges), ignore_merges=pre in IGNORES_MERGES))
    out.pre_tokenizer = pre_tokenizers.Sequence(PRE[pre])
    out.decoder = decoders.ByteLevel()
    out.add_tokens([AddedToken(tokens[i], normalized=False, special=types[i] != 4) for i in special])
    return out


def cases(tokenizer, strings):
    """[text, ids], or [text, ids, decoded] where decoding does not give the text back."""
    out = []
    for text, encoded in zip(strings, tokenizer.encode_batch(strings, add_special_tokens=False)):
        decoded = tokenizer.decode(encoded.ids, skip_special_tokens=False)
        out.append([text, encoded.ids] + ([decoded] if decoded != text else []))
    return out


def sentence_piece(tokens, types, scores, prefix):
    """A `sentencepiece` processor (BPE) from what a GGUF file says. Needs: pip install sentencepiece protobuf."""
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2 as proto

    model = proto.ModelProto()
    seen_unknown = False
    for token, kind, score in zip(tokens, types, scores):
        # sentencepiece allows one unknown token; converters give that type to unnamed ones too.
        kind = 3 if kind == 2 and seen_unknown else kind
        seen_unknown = seen_unknown or kind == 2
        # GGUF writes a user's tokens with plain spaces.
        piece = token.replace(" ", "\u2581") if kind == 4 else token
        model.pieces.add(piece=piece, score=score, type=int(kind))
    model.trainer_spec.model_type = proto.TrainerSpec.BPE
    model.trainer_spec.byte_fallback = True
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.add_dummy_prefix = prefix
    model.normalizer_spec.remove_extra_whitespaces = False
    model.normalizer_spec.escape_whitespaces = True
    return sentencepiece.SentencePieceProcessor(model_proto=model.SerializeToString())


def sentence_piece_as_bpe(tokens, types, scores, prefix):
    """The same vocabulary as a `tokenizers` BPE, the way transformers converts SentencePiece models."""
    vocab = {t: i for i, t in enumerate(tokens)}
    merges = []
    for piece, i in vocab.items():
        if types[i] not in (1, 4, 5):
            continue
        for at in range(1, len(piece)):
            left, right = vocab.get(piece[:at]), vocab.get(piece[at:])
            if left is not None and right is not None:
                merges.append((-scores[i], left, right))
    merges.sort(key=lambda m: m[0])
    pairs = [(tokens[left], tokens[right]) for _, left, right in merges]
    out = Tokenizer(models.BPE(vocab=vocab, merges=pairs, byte_fallback=True, fuse_unk=True, unk_token=tokens[types.index(2)]))
    steps = [normalizers.Prepend("\u2581")] if prefix else []
    out.normalizer = normalizers.Sequence(steps + [normalizers.Replace(" ", "\u2581")])
    return out
