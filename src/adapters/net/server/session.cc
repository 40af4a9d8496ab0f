#include "adapters/net/server/session.h"

#include <sys/epoll.h>

#include <algorithm>
#include <exception>
#include <limits>

#include "base/core/check.h"

namespace herlaad::net {
namespace {

constexpr std::int64_t kLingerMs = 2'000;
constexpr std::size_t kLingerBytes = 32 * 1024 * 1024;
constexpr std::size_t kMostUnwritten = 256 * 1024;  // above this, the client must read before its
                                                    // next request is handled
constexpr std::size_t kKeptCapacity = 16 * 1024;    // capacity of buffers kept between requests
constexpr int kReadsPerRun = 4;                     // before other sessions are served
constexpr std::string_view kLastChunk = "0\r\n\r\n";

void FreeWhenLarge(std::string& buffer) {
  if (buffer.capacity() > kKeptCapacity) std::string().swap(buffer);
}

}  // namespace

Session::Session(SessionWorld& world, Stream stream, Peer peer, std::uint64_t slot)
    : world_(world),
      stream_(std::move(stream)),
      peer_(std::move(peer)),
      slot_(slot),
      parser_(world.options.limits) {
  if (!stream_.tls()) phase_ = Phase::kOpen;
  ChooseWait();
}

void Session::NoteEvents(std::uint32_t events) {
  readable_ = true;
  hung_up_ |= (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
  // Both directions are closed: nobody reads an answer. A client that has only ended its side of an
  // open body cannot be told from one that is gone.
  if ((events & (EPOLLHUP | EPOLLERR)) != 0 || (open_ && hung_up_)) Close();
}

void Session::Run() {
  wants_run_ = false;
  if (phase_ == Phase::kHandshake) RunHandshake();
  if (phase_ == Phase::kOpen) RunOpen();
  if (phase_ == Phase::kLingering) RunLingering();
  if (phase_ != Phase::kClosed) ChooseWait();
}

void Session::RunHandshake() {
  switch (stream_.Handshake()) {
    case Stream::Outcome::kDone:
      phase_ = Phase::kOpen;
      break;
    case Stream::Outcome::kBlocked:
      break;
    case Stream::Outcome::kEnded:
    case Stream::Outcome::kFailed:
      Close();
      break;
  }
}

void Session::RunOpen() {
  Parse({});
  int reads = 0;
  while (WantsInput() && readable_ && phase_ == Phase::kOpen) {
    if (++reads > kReadsPerRun) {
      wants_run_ = true;
      break;
    }
    if (!ReadSome()) break;
  }
  if (phase_ != Phase::kOpen) return;
  RefuseCutOff();
  MaybeContinue();
  Flush();
  if (open_ && out_.empty()) {
    PullBody();
    Flush();
  }
  if (phase_ != Phase::kOpen) return;
  FinishIfDone();
  wants_run_ |= phase_ == Phase::kOpen && WantsInput() && readable_;
}

// One read, parsed from the shared buffer; only the unparsed rest is copied.
bool Session::ReadSome() {
  auto& buffer = world_.read_buffer;
  const auto [outcome, bytes] = stream_.Read(buffer.data(), buffer.size());
  switch (outcome) {
    case Stream::Outcome::kDone:
      // A plain socket that returned less than asked is empty, unless its end is still to come;
      // another read would cost a system call.
      if (!stream_.tls() && bytes < buffer.size() && !hung_up_) readable_ = false;
      Parse({buffer.data(), bytes});
      return true;
    case Stream::Outcome::kBlocked:
      readable_ = false;
      return false;
    case Stream::Outcome::kEnded:
      input_ended_ = true;
      return false;
    case Stream::Outcome::kFailed:
      Close();
      return false;
  }
  return false;
}

// Complete requests are still answered in order; an incomplete one is rejected.
void Session::RefuseCutOff() {
  if (!input_ended_ || last_ || parser_.state() == RequestParser::State::kDone) return;
  if (ReadingRequest()) Refuse(problems::kIncompleteRequest);
  last_ = true;
}

void Session::Parse(std::string_view fresh) {
  if (in_.empty()) {
    const std::size_t used = ParseFrom(fresh);
    if (used < fresh.size()) in_.assign(fresh.substr(used));
    return;
  }
  in_.append(fresh);
  const std::size_t used = ParseFrom(in_);
  in_.erase(0, used);
  if (in_.empty()) FreeWhenLarge(in_);
}

// Parses and dispatches as far as possible. `in_` is not changed meanwhile.
std::size_t Session::ParseFrom(std::string_view bytes) {
  std::size_t used = 0;
  while (!last_) {
    if (parser_.state() == RequestParser::State::kDone) {
      if (!MayDispatch()) return used;
      Dispatch();
      continue;
    }
    if (used == bytes.size()) return used;
    const std::size_t fed = parser_.Feed(bytes.substr(used));
    used += fed;
    if (parser_.state() == RequestParser::State::kRefused) {
      Refuse(parser_.problem());
    } else if (fed == 0) {
      return used;
    }
  }
  return bytes.size();  // anything after the last request is ignored
}

// RFC 9112, 9.3.2: only safe requests may be processed concurrently.
bool Session::MayDispatch() const {
  if (open_) return false;
  if (pending_.empty()) return out_.size() - out_done_ < kMostUnwritten;
  const bool all_safe = std::all_of(pending_.begin(), pending_.end(),
                                    [](const Pending& pending) { return pending.safe; });
  return all_safe && parser_.next_is_safe() && pending_.size() < world_.options.limits.pipelined &&
         out_.size() - out_done_ < kMostUnwritten;
}

void Session::Dispatch() {
  Pending& pending = pending_.emplace_back();
  pending.ticket = (++world_.tickets << kSlotBits) | slot_;
  pending.safe = parser_.next_is_safe();
  pending.framing = {parser_.keep_alive(), parser_.head_only(), stream_.tls(), parser_.http10()};
  last_ = !parser_.keep_alive();
  continued_ = false;
  Request request = parser_.Take();
  request.peer = peer_.address;
  request.local = peer_.local;
  request.secure = stream_.tls();
  if (peer_.trusted_proxy) world_.proxies.Apply(request);
  pending.framing.secure = request.secure;
  wait_ = Wait::kNothing;
  world_.counters.requests.fetch_add(1, std::memory_order_relaxed);

  const Ticket ticket = pending.ticket;  // `pending` may move while the handler runs
  Responder responder([outbox = world_.outbox,
                       ticket](Response&& response) { outbox->Post(ticket, std::move(response)); },
                      request.Language());
  try {
    const GiveUpOnMistakes scope;
    world_.handler(std::move(request), std::move(responder));
  } catch (const std::exception& error) {
    Report(std::string("A handler threw: ") + error.what());
  } catch (...) {
    Report("A handler threw something that is no std::exception");
  }
  if (world_.outbox->has_own()) world_.deliver_own();
}

void Session::Report(std::string_view what) const {
  if (world_.options.report) world_.options.report(what);
}

void Session::Refuse(const Problem& problem) {
  world_.counters.requests_refused.fetch_add(1, std::memory_order_relaxed);
  const Request& seen = parser_.refused();
  std::optional<Response> page;
  if (const auto& make = world_.options.refusal_page) {
    page = make(problem, seen, parser_.headers_seen());
  }
  TurnAway(page ? *std::move(page) : ProblemResponse(problem, seen.Language()));
}

void Session::TurnAway(Response response) {
  Pending& pending = pending_.emplace_back();
  pending.framing = {false, parser_.head_only(), stream_.tls(), false};
  pending.answer = std::move(response);
  last_ = true;
  Serialise();
}

void Session::Answer(Ticket ticket, Response&& response) {
  for (Pending& pending : pending_) {
    if (pending.ticket != ticket || pending.answer) continue;
    pending.answer = std::move(response);
    Serialise();
    return;
  }
}

// Moves the answers that are next in order to the output.
void Session::Serialise() {
  auto next = pending_.begin();
  for (; !open_ && next != pending_.end() && next->answer; ++next) {
    const bool stops_here = world_.stopping && next + 1 == pending_.end() && !ReadingRequest();
    if (stops_here) last_ = true;
    next->framing.keep_alive &= !stops_here;
    if (next->answer->open) {
      BeginStream(*next);
      if (!next->framing.keep_alive) pending_.erase(next + 1, pending_.end());
    } else {
      world_.writer.Append(*next->answer, next->framing, out_);
    }
  }
  pending_.erase(pending_.begin(), next);
}

// Without chunks, such a body ends with the connection, and later requests are not answered;
// `Connection: close` told the client.
void Session::BeginStream(Pending& pending) {
  chunked_ = IsChunked(*pending.answer, pending.framing);
  pending.framing.keep_alive &= chunked_;
  last_ |= !pending.framing.keep_alive;
  world_.writer.Append(*pending.answer, pending.framing, out_);
  if (pending.framing.head_only) return;
  if (world_.stopping || hung_up_) {
    last_ = true;
    if (chunked_) out_ += kLastChunk;
    return;
  }
  open_ = std::move(pending.answer->open);
  open_->Attach([outbox = world_.outbox, ticket = pending.ticket] { outbox->Stir(ticket); });
}

// Only when everything before is written, so that at most one piece is buffered here.
void Session::PullBody() {
  std::string piece;
  const BodyPipe::Taken taken = open_->TakeInto(piece);
  if (taken == BodyPipe::Taken::kCut) return Close();
  if (!chunked_) {
    out_ = std::move(piece);
  } else if (!piece.empty()) {
    AppendChunk(piece, out_);
  }
  if (taken == BodyPipe::Taken::kEnded) EndStream();
}

// Continues with the requests that arrived meanwhile.
void Session::EndStream() {
  open_.reset();
  if (!chunked_) {
    pending_.clear();
    return;
  }
  out_ += kLastChunk;
  Serialise();
  wants_run_ = true;
}

// The client waits for 100 Continue before it sends the body. Answers to earlier requests go first.
void Session::MaybeContinue() {
  const bool waits = parser_.state() == RequestParser::State::kBody && parser_.expects_continue() &&
                     !continued_ && pending_.empty() && !open_ && !last_;
  if (!waits) return;
  continued_ = true;
  out_ += "HTTP/1.1 100 Continue\r\n\r\n";
}

void Session::Flush() {
  while (out_done_ < out_.size()) {
    const auto [outcome, bytes] = stream_.Write(std::string_view(out_).substr(out_done_));
    if (outcome == Stream::Outcome::kBlocked) return;
    if (outcome != Stream::Outcome::kDone) return Close();
    out_done_ += bytes;
    wait_ = Wait::kNothing;  // progress restarts the write time-out
  }
  out_.clear();
  out_done_ = 0;
  if (open_)
    std::string().swap(out_);  // saves memory: thousands of readers are idle most of the
                               // time
  FreeWhenLarge(out_);
}

void Session::FinishIfDone() {
  if (!out_.empty() || !pending_.empty() || open_) return;
  if (parser_.state() == RequestParser::State::kDone && !last_) {
    wants_run_ = true;  // it is next
    return;
  }
  if (input_ended_ && last_) return Close();
  if (last_) return Linger();
  if (world_.stopping && !ReadingRequest()) Close();
}

// Closing while the client still sends would reset the connection and might destroy the answer in
// transit. So this ends our output, and reads until the client closes too.
void Session::Linger() {
  stream_.EndOutput();
  phase_ = Phase::kLingering;
  std::string().swap(in_);
}

void Session::RunLingering() {
  auto& buffer = world_.read_buffer;
  for (int reads = 0; readable_; ++reads) {
    if (reads >= kReadsPerRun) {
      wants_run_ = true;
      return;
    }
    const auto [outcome, bytes] = stream_.Read(buffer.data(), buffer.size());
    if (outcome == Stream::Outcome::kBlocked) {
      readable_ = false;
      return;
    }
    discarded_ += bytes;
    if (outcome != Stream::Outcome::kDone || discarded_ > kLingerBytes) return Close();
  }
}

void Session::Close() {
  phase_ = Phase::kClosed;
  wait_ = Wait::kNothing;
  open_.reset();
}

void Session::Stop() {
  if (phase_ == Phase::kHandshake || open_) return Close();
  if (phase_ != Phase::kOpen || last_ || ReadingRequest() || !pending_.empty()) return;
  last_ = true;
  if (out_.empty()) Close();
}

bool Session::WantsInput() const {
  return !open_ && !input_ended_ && !last_ && parser_.state() != RequestParser::State::kDone &&
         out_.size() - out_done_ < kMostUnwritten;
}

bool Session::ReadingRequest() const {
  return !in_.empty() || parser_.state() != RequestParser::State::kHead;
}

void Session::ChooseWait() {
  if (phase_ == Phase::kHandshake) return Await(Wait::kHandshake);
  if (phase_ == Phase::kLingering) return Await(Wait::kLinger);
  if (!out_.empty()) return Await(Wait::kWrite);
  if (open_) return Await(Wait::kStream);
  if (!pending_.empty()) return Await(Wait::kHandler);
  if (parser_.state() == RequestParser::State::kBody) return Await(Wait::kBody);
  Await(ReadingRequest() ? Wait::kHead : Wait::kIdle);
}

void Session::Await(Wait wait) {
  if (wait == wait_) return;
  wait_ = wait;
  deadline_ms_ = world_.now_ms + TimeoutMs(wait);
}

std::int64_t Session::TimeoutMs(Wait wait) const {
  const ServerTimeouts& timeouts = world_.options.timeouts;
  switch (wait) {
    case Wait::kHandshake:
      return timeouts.handshake.count();
    case Wait::kIdle:
      return timeouts.idle.count();
    case Wait::kHead:
      return timeouts.head.count();
    case Wait::kBody:
      return timeouts.body.count();
    case Wait::kWrite:
      return timeouts.write.count();
    case Wait::kLinger:
      return kLingerMs;
    case Wait::kNothing:
    case Wait::kHandler:
    case Wait::kStream:
      break;  // no time-out for the handler
  }
  return std::numeric_limits<std::int32_t>::max();
}

void Session::Tick() {
  const bool in_its_own_time = wait_ == Wait::kHandler || wait_ == Wait::kStream;
  if (in_its_own_time || world_.now_ms < deadline_ms_) return;
  switch (wait_) {
    case Wait::kHead:
    case Wait::kBody:
      Refuse(problems::kRequestTimeout);
      break;
    default:
      return Close();
  }
  Run();
}

}  // namespace herlaad::net
