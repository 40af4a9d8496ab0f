// OpenBody: the body of an answer that is written bit by bit, for as long as the reader stays. A
// handler makes one, gives its reader to the Response and keeps the writer:
//
//   OpenBody body = MakeOpenBody(kWaitingMax);
//   response.open = std::move(body.reader);
//   responder.Send(std::move(response));
//   body.writer.Write("…");  // now and later, from any thread
//
// Nobody waits for anybody: what the reader has not taken yet waits in memory, up to a bound, and
// who reads too slowly for that is cut off.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace herlaad::net {

// What the two ends share.
class BodyPipe {
 public:
  enum class Taken {
    kMore,   // there may be more later
    kEnded,  // that was all
    kCut,    // the reader was too slow, and some is lost
  };

  explicit BodyPipe(std::size_t waiting_max) : waiting_max_(waiting_max) {}

  bool Write(std::string_view bytes);
  void End();
  [[nodiscard]] bool gone();
  // `stir` is called, on the writer's thread, whenever there is something new to take.
  void Attach(std::function<void()> stir);
  Taken TakeInto(std::string& out);
  void Abandon();

 private:
  void Stir();

  const std::size_t waiting_max_;
  std::mutex mutex_;
  std::string waiting_;
  std::function<void()> stir_;
  bool stirred_ = false;  // since the last take
  bool ended_ = false;
  bool cut_ = false;
  bool gone_ = false;
};

// The server's end. When it is destroyed, nobody reads any more.
class BodyReader {
 public:
  explicit BodyReader(std::shared_ptr<BodyPipe> pipe) : pipe_(std::move(pipe)) {}
  BodyReader(const BodyReader&) = delete;
  BodyReader& operator=(const BodyReader&) = delete;
  ~BodyReader() { pipe_->Abandon(); }

  void Attach(std::function<void()> stir) { pipe_->Attach(std::move(stir)); }
  // Appends what was written since.
  BodyPipe::Taken TakeInto(std::string& out) { return pipe_->TakeInto(out); }

 private:
  std::shared_ptr<BodyPipe> pipe_;
};

// The handler's end; safe from any thread. When it is destroyed, the body ends.
class BodyWriter {
 public:
  explicit BodyWriter(std::shared_ptr<BodyPipe> pipe) : pipe_(std::move(pipe)) {}
  BodyWriter(BodyWriter&&) noexcept = default;
  BodyWriter& operator=(BodyWriter&& other) noexcept {
    End();
    pipe_ = std::move(other.pipe_);
    return *this;
  }
  ~BodyWriter() { End(); }

  // False when nobody reads any more: the reader has gone, or was too slow. Never blocks.
  bool Write(std::string_view bytes) { return pipe_->Write(bytes); }
  // What was written still arrives.
  void End() {
    if (pipe_) pipe_->End();
  }
  [[nodiscard]] bool gone() const { return pipe_->gone(); }

 private:
  std::shared_ptr<BodyPipe> pipe_;
};

struct OpenBody {
  BodyWriter writer;
  std::shared_ptr<BodyReader> reader;
};
// At most `waiting_max` bytes wait for the reader.
OpenBody MakeOpenBody(std::size_t waiting_max);

}  // namespace herlaad::net
