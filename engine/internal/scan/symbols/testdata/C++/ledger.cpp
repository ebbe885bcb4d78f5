// Copyright 2020 Somebody.
#include <vector>
using namespace std;

namespace books::inner {

/// Keeps entries.
template <typename T, int N = (1 > 2)>
class EXPORT Ledger final : public ::base::Store<T>, private Other {
public:
	Ledger() : Store<T>(1), a_{2}, b_(f({3})) {}
	explicit Ledger(int a) noexcept : a_(a) { }
	~Ledger() override;
	Ledger(const Ledger&) = delete;
	// Books an entry.
	template <class F>
	[[nodiscard]] virtual auto post(F&& f, const T& e = {}) const noexcept -> std::vector<T> {
		auto c = [&](int x) { return x; };
		struct Local { void hidden() {} };
		return {};
	}
	virtual int size() const = 0;
	bool operator==(const Ledger& o) const { return true; }
	T& operator[](int i) { return x; }
	void operator()(int) {}
	explicit operator bool() const { return true; }
	friend bool operator<(const Ledger& a, const Ledger& b) { return false; }
	static constexpr int kMax = sizeof(int) * (1 << 2);
	enum class Color : unsigned char { Red, Green };
	struct Inner { int x; void deep() {} };
private:
	int a_ = 1, b_{2};
	std::function<void(int)> f_ = [](int) {};
};

template <>
Ledger<int, 2>::~Ledger() { delete[] x; }

template <typename T>
std::vector<T> Ledger<T>::all(int a) const& { return {}; }

namespace {
struct Point { int x, y; } origin = { 1, 2 };
int hidden() { return 1'000; }
}  // namespace

const char* text = R"x(int no() { )" } )x";
int Ledger<int>::count = 0;
std::ostream& operator<<(std::ostream& os, const Point& p) { return os; }
void Outer::Inner::method(std::map<int, std::vector<int>> m) try { } catch (...) { }
auto lambda = [](int a) { return a; };
constexpr auto later() -> int { return 1; }
class Forward;
TEST(Ledger, Posts) { EXPECT_EQ(1, 1); }
}
