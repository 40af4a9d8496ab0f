// OpenBody: a response body that is written in pieces for as long as the reader stays connected. A
// handler creates one, gives its reader to the Response and keeps the writer:
//
//   OpenBody body = MakeOpenBody(kWaitingMax);
//   response.open = std::move(body.reader);
//   responder.Send(std::move(response));
//   body.writer.Write("…");  // now and later, from any thread
//
// Neither end blocks: unread bytes are buffered up to a limit, and a reader too slow for it is
// disconnected.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace herlaad::net {

// The state shared by both ends.
class BodyPipe {
 public:
  enum class Taken {
    kMore,   // more may follow
    kEnded,  // the body is complete
    kCut,    // the reader was too slow and bytes were lost
  };

  explicit BodyPipe(std::size_t waiting_max) : waiting_max_(waiting_max) {}

  bool Write(std::string_view bytes);
  void End();
  [[nodiscard]] bool gone();
  // `stir` is called on the writer's thread whenever new bytes are available.
  void Attach(std::function<void()> stir);
  Taken TakeInto(std::string& out);
  void Abandon();

 private:
  void Stir();

  const std::size_t waiting_max_;
  std::mutex mutex_;
  std::string waiting_;
  std::function<void()> stir_;
  bool stirred_ = false;  // since the last TakeInto
  bool ended_ = false;
  bool cut_ = false;
  bool gone_ = false;
};

// The server's end. Destroying it tells the writer that nobody reads any more.
class BodyReader {
 public:
  explicit BodyReader(std::shared_ptr<BodyPipe> pipe) : pipe_(std::move(pipe)) {}
  BodyReader(const BodyReader&) = delete;
  BodyReader& operator=(const BodyReader&) = delete;
  ~BodyReader() { pipe_->Abandon(); }

  void Attach(std::function<void()> stir) { pipe_->Attach(std::move(stir)); }
  // Appends the bytes written since the last call.
  BodyPipe::Taken TakeInto(std::string& out) { return pipe_->TakeInto(out); }

 private:
  std::shared_ptr<BodyPipe> pipe_;
};

// The handler's end; thread-safe. Destroying it ends the body.
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

  // False once the reader has disconnected or was too slow. Never blocks.
  bool Write(std::string_view bytes) { return pipe_->Write(bytes); }
  // Bytes already written are still delivered.
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
// At most `waiting_max` bytes are buffered for the reader.
OpenBody MakeOpenBody(std::size_t waiting_max);

}  // namespace herlaad::net
