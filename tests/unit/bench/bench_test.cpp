// What snug-bench computes and reads besides time: the peer's rows, the bytes and operations of a step, its columns.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "app/bench/peer.h"
#include "app/bench/report.h"
#include "app/bench/synthetic_model.h"
#include "app/bench/work.h"
#include "backends/reference/reference_backend.h"

namespace snug::bench {
namespace {

const std::vector<BenchTest> kTests{{512, 0, 0}, {0, 128, 0}};

TEST(BenchPeer, TheLineNamesEachValueOnce) {
  const std::vector<BenchTest> tests{{512, 0, 0}, {0, 128, 0}, {512, 0, 4096}, {0, 128, 4096}};
  EXPECT_EQ(peer_line("llama-bench", "a b'c.gguf", tests, 2, 1),
            "llama-bench -m 'a b'\\''c.gguf' -p 512 -n 128 -d 0 -d 4096 -t 2 -r 1 -o json");
  EXPECT_EQ(peer_line("x", "m", std::vector<BenchTest>{{0, 16, 0}}, 1, 3), "x -m 'm' -p 0 -n 16 -t 1 -r 3 -o json");
}

TEST(BenchPeer, ReadsLlamaBenchsJsonLinesAndCsv) {
  const char* json = R"(noise before
[ {"n_prompt": 512, "n_gen": 0, "n_depth": 0, "avg_ts": 10.0, "samples_ts": [ 9.0, 11.0 ]},
  {"n_prompt": 0, "n_gen": 128, "n_depth": 0, "avg_ts": 3.5} ])";
  const char* lines =
      "{\"n_prompt\":512,\"n_gen\":0,\"avg_ts\":10,\"samples_ts\":[9,11]}\n"
      "{\"n_prompt\":0,\"n_gen\":128,\"avg_ts\":3.5}\n";
  const char* csv =
      "cpu_info,n_prompt,n_gen,n_depth,avg_ts\n\"a, \"\"b\"\"\",\"512\",\"0\",\"0\",\"10\"\nx,0,128,0,3.5\n";
  for (const char* text : {json, lines, csv}) {
    const auto samples = parse_peer(text, kTests);
    ASSERT_TRUE(samples) << text;
    EXPECT_DOUBLE_EQ((*samples)[0].mean(), 10.0) << text;
    EXPECT_DOUBLE_EQ((*samples)[1].best(), 3.5) << text;
  }
}

TEST(BenchPeer, AMissingRowIsAnError) {
  for (const char* text : {"", "[]", "[1, 2]", "[{", "{\"n_prompt\":512,\"avg_ts\":\"x\"}", "n_prompt,avg_ts\n512\n",
                           R"([{"n_prompt":512,"n_gen":0,"avg_ts":10}])"}) {
    const auto samples = parse_peer(text, kTests);
    ASSERT_FALSE(samples) << text;
    EXPECT_EQ(samples.error().code, Code::bad_input);
  }
}

TEST(BenchPeer, ACommandThatFailsIsAnError) {
  EXPECT_EQ(run_peer("exit 3", kTests).error().code, Code::bad_input);
  EXPECT_TRUE(run_peer("echo '[{\"n_prompt\":512,\"n_gen\":0,\"avg_ts\":1},{\"n_gen\":128,\"avg_ts\":2}]'", kTests));
}

TEST(BenchSamples, MeanDeviationBest) {
  const Samples samples{{2, 4, 6}};
  EXPECT_DOUBLE_EQ(samples.mean(), 4);
  EXPECT_DOUBLE_EQ(samples.deviation(), 2);
  EXPECT_DOUBLE_EQ(samples.best(), 6);
  EXPECT_DOUBLE_EQ(Samples{{5}}.deviation(), 0);
}

TEST(BenchWork, CountsWhatAStepReadsAndComputes) {
  const auto shape = model_shape("tiny");
  const auto model = models::build_model(synthetic_header(*shape, "F16"));
  ASSERT_TRUE(model);
  const device::DeviceCaps caps = reference::reference_caps();
  plan::RunSpec spec;
  spec.n_ctx = 128;
  spec.kv = {quant::DType::F32, quant::DType::F32};
  const auto plan = plan::make_plan(model->program, spec, std::span(&caps, 1));
  ASSERT_TRUE(plan);
  const Work work = count_work(*plan);
  const double attention = 512.0 * (512 + 2 * 128 + 512);
  const double body = 4 * (attention + 3 * 512.0 * 2560);
  const double head = 1024.0 * 512;
  EXPECT_DOUBLE_EQ(work.body_operations, 2 * body);
  EXPECT_DOUBLE_EQ(work.head_operations, 2 * head);
  const double norms = 9 * 512 * 4;
  EXPECT_DOUBLE_EQ(work.bytes_per_step, 2 * (body + head) + norms + 2 * 512);  // and one row of the embedding
  EXPECT_DOUBLE_EQ(work.kv_bytes_per_position, 4 * 2 * 128 * 4.0);
}

TEST(BenchReport, HasLlamaBenchsColumnsAndTheRatio) {
  ModelFacts facts;
  facts.name = "llama 8.03 B Q4_K_M";
  facts.backend = "CPU";
  facts.n_threads = 2;
  facts.work.bytes_per_step = 1e9;
  const std::vector<Row> rows{{{0, 128, 0}, {{10, 12}}, {{6}}}};
  const Ceilings ceilings{24e9, 1e12};
  const std::string md = report(Format::md, facts, rows, ceilings);
  for (const char* words : {"model", "threads", "tg128", "11.00 ± 1.41", "12.0 GB/s", "50 %", "2.00"}) {
    EXPECT_NE(md.find(words), std::string::npos) << words << "\n" << md;
  }
  const auto json = nlohmann::json::parse(report(Format::json, facts, rows, ceilings));
  EXPECT_EQ(json[0].at("n_gen"), 128);
  EXPECT_DOUBLE_EQ(json[0].at("share_of_measured").get<double>(), 0.5);
  EXPECT_DOUBLE_EQ(json[0].at("ratio_best").get<double>(), 2.0);
  EXPECT_TRUE(parse_peer(report(Format::csv, facts, rows, ceilings), std::vector<BenchTest>{{0, 128, 0}}));
  EXPECT_TRUE(parse_peer(report(Format::json, facts, rows, ceilings), std::vector<BenchTest>{{0, 128, 0}}));
}

}  // namespace
}  // namespace snug::bench
