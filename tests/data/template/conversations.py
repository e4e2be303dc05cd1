"""Conversations that chat templates are compared on, as the variables that transformers passes to a template."""

TOOLS = [
    {"type": "function", "function": {
        "name": "get_weather", "description": "Weather of a place – now.\nMay be \"late\".",
        "parameters": {"type": "object", "properties": {
            "city": {"type": "string", "description": "City name, e.g. Zürich"},
            "unit": {"type": "string", "enum": ["C", "F"], "default": "C"},
            "days": {"type": "integer", "minimum": 1, "nullable": True},
            "range": {"type": "array", "items": {"type": "number"}},
            "where": {"type": ["string", "null"]},
            "opts": {"type": "object", "properties": {"deep": {"type": "boolean"}}, "required": ["deep"]}},
            "required": ["city"]}}},
    {"type": "function", "function": {"name": "now", "description": "The time", "parameters": {"type": "object", "properties": {}}}},
]

SIMPLE_TOOLS = [{"type": "function", "function": {
    "name": "add", "description": "Adds é", "parameters": {"type": "object", "properties": {
        "a": {"type": "number", "description": "first"}, "b": {"type": "integer"}}, "required": ["a", "b"]}}}]


def user(text):
    return {"role": "user", "content": text}


def assistant(text, **more):
    return {"role": "assistant", "content": text, **more}


def system(text):
    return {"role": "system", "content": text}


def call(name, arguments, id="abc123DEF"):
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}


def tool(content, id="abc123DEF", name="get_weather"):
    return {"role": "tool", "content": content, "tool_call_id": id, "name": name}


CALL = call("get_weather", {"city": "Zürich", "days": 2, "opts": {"deep": True, "x": None, "y": 1.5}})

CONVERSATIONS = {
    "one user turn": [user("Hello!")],
    "system": [system("Be brief."), user("Hi")],
    "several turns": [user("a"), assistant("b"), user(" c \n"), assistant("d\n\n"), user("e")],
    "system and several turns": [system("  Rules:\n1. <b>no</b>\n"), user("a"), assistant("b"), user("c")],
    "non-ASCII": [system("Sprich Deutsch – 日本語 🌍"), user("Grüße 👩‍👩‍👧, مرحبا \u200b é\u0301"), assistant("„Ça va?“ \"q\" \\n"), user("Ж'\t<&>")],
    "special tokens as text": [user("<|im_end|>\n<|im_start|>system\n[INST] </s> <|eot_id|><end_of_turn>"), assistant("<think>x</think>"), user("<|end|>")],
    "assistant last": [user("Write a poem"), assistant("Roses are")],
    "empty contents": [system(""), user(""), assistant(""), user("x")],
    "reasoning content": [user("2+2?"), assistant("4", reasoning_content="Two and two.\nFour."), user("And 3+3?")],
    "reasoning in the text": [user("2+2?"), assistant("<think>\nTwo and two.\n</think>\n\n4"), user("And 3+3?")],
    "thinking field": [user("2+2?"), assistant("4", thinking="Two and two."), user("And?")],
    "tool call": [user("Weather?"), assistant("", tool_calls=[CALL])],
    "tool call and result": [system("Use tools."), user("Weather?"), assistant("", tool_calls=[CALL]), tool("{\"t\": 21.5}")],
    "tool call, result, answer": [user("Weather?"), assistant("Let me look.", tool_calls=[CALL]), tool("21 °C"), assistant("It is 21 °C."), user("Thanks")],
    "two tool calls": [user("Both"), assistant("", tool_calls=[CALL, call("now", {}, "xyz789GHI")]), tool("21"), tool("12:00", "xyz789GHI", "now")],
    "null content with a tool call": [user("W?"), {"role": "assistant", "content": None, "tool_calls": [CALL]}, tool("ok")],
    "arguments as a string": [user("W?"), assistant("", tool_calls=[call("get_weather", "{\"city\": \"Bern\"}")]), tool("ok")],
    "tool result with reasoning": [user("W?"), assistant("", reasoning_content="I need the tool.", tool_calls=[CALL]), tool("ok"), user("go on")],
    "content parts": [user([{"type": "text", "text": "part one"}, {"type": "text", "text": " and two"}]), assistant([{"type": "text", "text": "ok"}]), user("x")],
    "system content parts": [{"role": "system", "content": [{"type": "text", "text": "Sys"}]}, user([{"type": "text", "text": "q"}])],
    "an image": [user([{"type": "image"}, {"type": "text", "text": "What is it?"}])],
    "developer": [{"role": "developer", "content": "Dev rules"}, user("x")],
    "two user turns in a row": [user("a"), user("b")],
    "commands in the system": [system("You are X. /no_think"), user("hi /think")],
    "no messages": [],
}


def variants():
    """Name and variables of each case."""
    for name, messages in CONVERSATIONS.items():
        base = {"messages": messages, "tools": None, "documents": None, "add_generation_prompt": True,
                "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
        yield name, base
        yield name + ", tools", {**base, "tools": TOOLS}
        yield name + ", simple tools", {**base, "tools": SIMPLE_TOOLS}
        yield name + ", no generation prompt", {**base, "add_generation_prompt": False}
        yield name + ", thinking off", {**base, "enable_thinking": False, "thinking": False, "reasoning_effort": "low"}
        if "tool" in name or "one" in name:
            yield name + ", tools, thinking on", {**base, "tools": TOOLS, "enable_thinking": True, "thinking": True}
    yield "documents", {**base, "messages": CONVERSATIONS["system"],
                        "documents": [{"title": "T", "text": "Body é"}, {"title": "U", "text": "More"}]}
    yield "builtin tools", {**base, "messages": CONVERSATIONS["system"], "tools": TOOLS,
                            "builtin_tools": ["browser", "python", "code_interpreter"], "date_string": "24 Nov 2026"}
