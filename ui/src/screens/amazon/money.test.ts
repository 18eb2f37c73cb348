// Amounts in words.
import { describe, expect, it } from "vitest";
import { sayMoney } from "./money";

describe("money", () => {
  it("is written as the language does, small amounts to more digits", () => {
    expect(sayMoney(12_400_000_000, "USD", "en")).toBe("$12.40");
    expect(sayMoney(12_400_000_000, "USD", "fr").replaceAll(/\s/gu, " ")).toBe("12,40 $");
    expect(sayMoney(2_500_000, "USD", "en")).toBe("$0.0025");
    expect(sayMoney(3, "USD", "en")).toBe("< $0.0001");
    expect(sayMoney(0, "USD", "en")).toBe("$0.00");
    expect(sayMoney(-1_500_000_000, "USD", "en")).toBe("-$1.50");
  });

  it("of a currency that nobody knows is a figure still", () => {
    expect(sayMoney(1_500_000_000, "doubloons", "en")).toBe("1.50");
  });
});
