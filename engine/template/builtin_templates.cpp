#include "engine/template/builtin_templates.h"

#include <array>

namespace snug::tmpl {
namespace {

// Each takes messages with string contents or text parts, and joins a system message where the format has no place
// for one. tests/data/template/make_chats.py reads this file: keep the form {"name", R"jinja(...)jinja", marker}.
constexpr std::array kTemplates{BuiltinTemplate{"chatml", R"jinja({%- macro text(content) -%}
{%- if content is string -%}{{- content -}}{%- elif content -%}
{%- for part in content if part.type == 'text' -%}{{- part.text -}}{%- endfor -%}{%- endif -%}
{%- endmacro -%}
{%- for message in messages -%}
{{- '<|im_start|>' + message.role + '\n' + text(message.content) + '<|im_end|>\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\n' -}}{%- endif -%}
)jinja",
                                                "<|im_start|>"},
                                BuiltinTemplate{"llama3", R"jinja({%- macro text(content) -%}
{%- if content is string -%}{{- content -}}{%- elif content -%}
{%- for part in content if part.type == 'text' -%}{{- part.text -}}{%- endfor -%}{%- endif -%}
{%- endmacro -%}
{{- bos_token -}}
{%- for message in messages -%}
{%- set role = 'ipython' if message.role == 'tool' else message.role -%}
{{- '<|start_header_id|>' + role + '<|end_header_id|>\n\n' + text(message.content)|trim + '<|eot_id|>' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- '<|start_header_id|>assistant<|end_header_id|>\n\n' -}}{%- endif -%}
)jinja",
                                                "<|start_header_id|>"},
                                BuiltinTemplate{"gemma", R"jinja({%- macro text(content) -%}
{%- if content is string -%}{{- content -}}{%- elif content -%}
{%- for part in content if part.type == 'text' -%}{{- part.text -}}{%- endfor -%}{%- endif -%}
{%- endmacro -%}
{{- bos_token -}}
{%- set ns = namespace(system='') -%}
{%- for message in messages -%}
{%- if message.role in ['system', 'developer'] -%}
{%- set ns.system = ns.system + text(message.content)|trim + '\n\n' -%}
{%- else -%}
{%- set role = 'model' if message.role == 'assistant' else 'user' -%}
{{- '<start_of_turn>' + role + '\n' + ns.system + text(message.content)|trim + '<end_of_turn>\n' -}}
{%- set ns.system = '' -%}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- '<start_of_turn>model\n' -}}{%- endif -%}
)jinja",
                                                "<start_of_turn>"},
                                BuiltinTemplate{"mistral", R"jinja({%- macro text(content) -%}
{%- if content is string -%}{{- content -}}{%- elif content -%}
{%- for part in content if part.type == 'text' -%}{{- part.text -}}{%- endfor -%}{%- endif -%}
{%- endmacro -%}
{{- bos_token -}}
{%- set ns = namespace(system='') -%}
{%- for message in messages -%}
{%- if message.role in ['system', 'developer'] -%}
{%- set ns.system = ns.system + text(message.content) + '\n\n' -%}
{%- elif message.role == 'assistant' -%}
{{- ' ' ~ text(message.content)|trim ~ eos_token -}}
{%- else -%}
{{- '[INST] ' + ns.system + text(message.content) + ' [/INST]' -}}
{%- set ns.system = '' -%}
{%- endif -%}
{%- endfor -%}
)jinja",
                                                "[INST]"},
                                BuiltinTemplate{"plain", R"jinja({%- macro text(content) -%}
{%- if content is string -%}{{- content -}}{%- elif content -%}
{%- for part in content if part.type == 'text' -%}{{- part.text -}}{%- endfor -%}{%- endif -%}
{%- endmacro -%}
{{- bos_token -}}
{%- for message in messages -%}
{{- message.role|capitalize + ': ' + text(message.content)|trim + '\n\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- 'Assistant:' -}}{%- endif -%}
)jinja",
                                                ""}};

}  // namespace

std::span<const BuiltinTemplate> builtin_templates() {
  return kTemplates;
}

const BuiltinTemplate& builtin_template(std::string_view name) {
  for (const BuiltinTemplate& builtin : kTemplates) {
    if (builtin.name == name) return builtin;
  }
  return kTemplates.back();
}

}  // namespace snug::tmpl
